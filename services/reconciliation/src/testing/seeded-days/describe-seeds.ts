import { describe, expect, it } from 'vitest';
import { missingThings } from './planted.ts';
import { verdictOf } from './play-seeds.ts';
import type { SeedResult } from './play-seed.ts';

/**
 * Tests of so many seeds of full days, in files of their own so that they are played side by side. A
 * seed that fails shows what is wrong and the command that plays it again.
 */
export function describeSeeds(firstSeed: number, seedsCount: number): void {
  const seeds = Array.from({ length: seedsCount }, (_, index) => firstSeed + index);
  const results: Pick<SeedResult, 'planted' | 'transfers'>[] = [];
  describe('seeded days', () => {
    it.each(seeds)(
      'of seed %i are explained to the centavo, or what was planted is named',
      (seed) => {
        const { result, lines } = verdictOf(seed);
        const { planted, transfers } = result;
        results.push({ planted, transfers });
        expect(lines).toEqual([]);
      },
    );

    it('have held everything that can be planted, and thousands of transfers', () => {
      expect(missingThings(results)).toEqual([]);
      expect(Math.min(...results.map((one) => one.transfers))).toBeGreaterThan(1_800);
    });
  });
}
