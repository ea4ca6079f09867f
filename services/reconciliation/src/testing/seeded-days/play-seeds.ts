import { judgeSeed } from './judge-seed.ts';
import { playSeed } from './play-seed.ts';

/** Which seeds are played, and where failures are told. */
export interface SeedsWish {
  readonly firstSeed: number;
  readonly seedsCount: number;
  readonly isVerbose: boolean;
  readonly print: (line: string) => void;
}

/** Plays full days of each seed in one process; a seed that fails prints how it is played again. */
export async function playSeeds({ firstSeed, seedsCount, isVerbose, print }: SeedsWish) {
  let failuresCount = 0;
  let transfers = 0;
  for (let seed = firstSeed; seed < firstSeed + seedsCount; seed += 1) {
    const result = playSeed(seed);
    transfers += result.transfers;
    const failures = judgeSeed(result);
    if (isVerbose) {
      for (const [index, run] of result.runs.entries()) {
        const kinds = run.found.map(({ finding }) => finding.kind).join(' ');
        print(`run ${index + 1}: ${run.healed} healed, ${run.difference} unexplained; ${kinds}`);
      }
    }
    if (failures.length === 0) continue;
    failuresCount += 1;
    for (const failure of failures) print(`seed ${seed}: ${failure}`);
    print(`again: npm run faults -- --only reconciliation --seed ${seed}`);
  }
  print(`${transfers} transfers over ${seedsCount} seeds`);
  return await Promise.resolve({ seedsCount, failuresCount });
}
