import { describe, expect, it } from 'vitest';
import { givenBench } from './play-theme.ts';
import { runSeed } from './run-seed.ts';

/** Twice the longest gap that seeds draw, and more than a request may take. */
const LAG_MILLISECONDS_MAX = 180_000;
const SEED = 17;

describe('a Mono that forgets keys and lists later than the gap', () => {
  const bench = givenBench();

  // Here the promise ends: nobody can know that this transfer was paid. What shows it shows, too,
  // that the judge sees a double payment, and that a seed that fails fails the same way again.
  it('is paid twice, and the same seed says so again', async () => {
    const play = () =>
      runSeed({ ...bench(), seed: SEED, lagMillisecondsMax: LAG_MILLISECONDS_MAX });
    const first = await play();
    expect(first.problems.filter((problem) => problem.endsWith('was paid 2 times'))).not.toEqual(
      [],
    );
    const second = await play();
    expect(second.problems).toEqual(first.problems);
    expect(second.trail).toEqual(first.trail);
  });

  it('is not paid twice when it lists within the gap', async () => {
    expect((await runSeed({ ...bench(), seed: SEED })).problems).toEqual([]);
  });
});
