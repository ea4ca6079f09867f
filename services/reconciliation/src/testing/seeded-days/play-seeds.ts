import { judgeSeed } from './judge-seed.ts';
import { playSeed, seedPlayDefault, type SeedPlay, type SeedResult } from './play-seed.ts';

/** Which seeds are played, and where failures are told. */
export interface SeedsWish {
  readonly firstSeed: number;
  readonly seedsCount: number;
  readonly isVerbose: boolean;
  readonly print: (line: string) => void;
  readonly play?: SeedPlay;
}

/** What one seed gave: what is wrong with it, and how it is played again; no lines if all is well. */
export interface SeedVerdict {
  readonly result: SeedResult;
  readonly lines: readonly string[];
}

/** Plays a seed and judges it. */
export function verdictOf(seed: number, play: SeedPlay = seedPlayDefault): SeedVerdict {
  const result = playSeed(seed, play);
  const failures = judgeSeed(result).map((failure) => `seed ${seed}: ${failure}`);
  const again = `again: npm run faults -- --only reconciliation --seed ${seed}`;
  return { result, lines: failures.length === 0 ? [] : [...failures, again] };
}

/** Plays full days of each seed in one process; a seed that fails prints how it is played again. */
export async function playSeeds({ firstSeed, seedsCount, isVerbose, print, play }: SeedsWish) {
  let failuresCount = 0;
  let transfers = 0;
  for (let seed = firstSeed; seed < firstSeed + seedsCount; seed += 1) {
    const { result, lines } = verdictOf(seed, play);
    transfers += result.transfers;
    if (isVerbose) tellRuns(result, print);
    if (lines.length > 0) failuresCount += 1;
    for (const line of lines) print(line);
  }
  print(`${transfers} transfers over ${seedsCount} seeds`);
  return await Promise.resolve({ seedsCount, failuresCount });
}

function tellRuns({ runs, planted }: SeedResult, print: (line: string) => void): void {
  for (const [index, run] of runs.entries()) {
    const kinds = run.found.map(({ finding }) => finding.kind).join(' ');
    print(`run ${index + 1}: ${run.healed} healed, ${run.difference} unexplained; ${kinds}`);
  }
  for (const [thing, count] of planted) print(`planted: ${count} ${thing}`);
}
