export { createReconciliationFiles, type ReconciliationFiles } from './key-files.ts';
export { MonoModel, type ModelTransfer } from './mono-model.ts';
export { createModelReader, type Interference } from './model-reader.ts';
export { acceptedEvent, ourIdOfTest, publishedEvent, requestedEvent } from './our-events.ts';
export { judgeSeed } from './seeded-days/judge-seed.ts';
export { playSeeds, type SeedsWish } from './seeded-days/play-seeds.ts';
export {
  playSeed,
  seedPlayDefault,
  type SeedPlay,
  type SeedResult,
} from './seeded-days/play-seed.ts';
export { sampleReport } from './sample-report.ts';
