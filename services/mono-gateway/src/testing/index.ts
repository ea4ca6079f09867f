export { playSeeds, type SeedsToPlay } from './faults/play-seeds.ts';
