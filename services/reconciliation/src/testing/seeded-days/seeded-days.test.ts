import { describe, expect, it } from 'vitest';
import type { SeedPlay } from './play-seed.ts';
import { playSeeds, verdictOf } from './play-seeds.ts';

/** Small days: what is tested here is how seeds are played and judged. */
const small: SeedPlay = { days: 4, transfersOfADay: 40 };

const linesOf = async (wish: {
  readonly firstSeed: number;
  readonly seedsCount: number;
  readonly play: SeedPlay;
}) => {
  const lines: string[] = [];
  const print = (line: string): void => void lines.push(line);
  const { failuresCount } = await playSeeds({ ...wish, isVerbose: false, print });
  return { lines, failuresCount };
};

describe('a seed', () => {
  it('gives the same days, drift and reports whenever it is played', () => {
    const [one, other] = [verdictOf(7, small).result, verdictOf(7, small).result];
    expect(one.runs).toEqual(other.runs);
    expect(one.planted).toEqual(other.planted);
    expect(one.expectedDifference).toBe(other.expectedDifference);
  });

  it('heals what was lost before its last run, and nothing in it', () => {
    const { runs, last } = verdictOf(7, small).result;
    expect(runs.some((run) => run.healed > 0)).toBe(true);
    expect(last.healed).toBe(0);
  });

  it.each([
    [
      'money that goes without a word',
      (model, day) => {
        if (day === 2) model.moveUnseen('acc_seeded0000000000000000', -1n);
      },
    ],
    [
      'a transfer that Mono forgets',
      (model, day) => {
        const [first] = model.transfers.keys();
        if (day === 2 && first !== undefined) model.transfers.delete(first);
      },
    ],
    [
      'a fee that no tariff knows',
      (model, day) => {
        if (day === 1) model.fees.push({ from: 0, fees: { turbo: 190_001n } });
      },
    ],
  ] satisfies readonly (readonly [string, SeedPlay['sabotage']])[])(
    'that %s makes fail prints itself and is replayed to the same words',
    async (_name, sabotage) => {
      const play = { ...small, sabotage };
      const all = await linesOf({ firstSeed: 3, seedsCount: 3, play });
      expect(all.failuresCount).toBe(3);
      expect(all.lines).toContain('again: npm run faults -- --only reconciliation --seed 4');
      const again = await linesOf({ firstSeed: 4, seedsCount: 1, play });
      const ofSeed = all.lines.filter((line) => line.startsWith('seed 4: '));
      expect(ofSeed.length).toBeGreaterThan(0);
      expect(again.lines.filter((line) => line.startsWith('seed '))).toEqual(ofSeed);
    },
  );
});
