import { describe, expect, it } from 'vitest';
import { judgeSeed } from './judge-seed.ts';
import { playSeed } from './play-seed.ts';

/** Small days, so that many seeds fit into a second; `npm run faults` plays full ones. */
const small = { days: 8, transfersOfADay: 30 };

describe('seeded days', () => {
  it.each(Array.from({ length: 20 }, (_, index) => index + 1))(
    'of seed %i are explained to the centavo, or the planted drift is named',
    (seed) => {
      expect(judgeSeed(playSeed(seed, small))).toEqual([]);
    },
  );

  it('are the same when they are played again', () => {
    const [one, other] = [playSeed(7, small), playSeed(7, small)];
    expect(one.last).toEqual(other.last);
    expect(one.expectedDifference).toBe(other.expectedDifference);
  });

  it('plant what they say: drift, lost credits and healed facts', () => {
    const results = Array.from({ length: 10 }, (_, index) => playSeed(index + 1, small));
    const kinds = new Set(results.flatMap((one) => [...one.expectedKinds.keys()]));
    expect([...kinds].toSorted()).toEqual(['duplicate', 'not-ours']);
    expect(results.some((one) => one.expectedDifference !== 0n)).toBe(true);
    expect(results.every((one) => one.runs.some((run) => run.healed > 0))).toBe(true);
  });
});
