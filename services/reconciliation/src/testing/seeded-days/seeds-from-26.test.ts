import { describeSeeds } from './describe-seeds.ts';

describeSeeds(26, 25);
