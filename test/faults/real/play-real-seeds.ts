import { playRun } from './play-run.ts';
import { startRealStack } from './real-stack.ts';

export interface RealSeedsWish {
  readonly firstSeed: number;
  readonly seedsCount: number;
  /** Prints what Mono did, too. */
  readonly isVerbose: boolean;
  readonly print: (line: string) => void;
}

const MILLISECONDS = 1_000;

/**
 * Plays seeds with real processes, one infrastructure for all. A seed draws the same plan again; when
 * exactly a process dies and which request comes first is up to the machine, so a failure that hangs on
 * that may take several tries.
 */
export async function playRealSeeds(
  wish: RealSeedsWish,
): Promise<{ readonly seedsCount: number; readonly failuresCount: number }> {
  const { firstSeed, seedsCount, print } = wish;
  const stack = await startRealStack();
  let failuresCount = 0;
  try {
    for (let seed = firstSeed; seed < firstSeed + seedsCount; seed += 1) {
      const startedAt = performance.now();
      const { problems, trail, transfers, payments, kills, givenUp } = await playRun(stack, seed);
      const seconds = ((performance.now() - startedAt) / MILLISECONDS).toFixed(1);
      if (wish.isVerbose || problems.length > 0) trail.forEach(print);
      const counts = `${transfers} transfers, ${payments} at Mono, ${kills} kills, ${givenUp} given up`;
      print(`gateway --real, seed ${seed}: ${counts}, in ${seconds} s`);
      if (problems.length === 0) continue;
      failuresCount += 1;
      print(`gateway --real, seed ${seed}: ${problems.join('; ')}`);
      print(`again: npm run faults -- --only gateway --real --seed ${seed}`);
    }
  } finally {
    await stack.stop();
  }
  return { seedsCount, failuresCount };
}
