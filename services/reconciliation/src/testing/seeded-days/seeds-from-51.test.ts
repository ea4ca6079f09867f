import { describeSeeds } from './describe-seeds.ts';

describeSeeds(51, 25);
