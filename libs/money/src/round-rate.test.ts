import type { MinorUnits } from '@riel/schemas';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Rounding, roundings, roundRate } from './round-rate.ts';

const base = fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n }) as fc.Arbitrary<MinorUnits>;
const numerator = fc.bigInt({ min: 0n, max: 1_000n });
const denominator = fc.bigInt({ min: 1n, max: 1_000n });
const rate = fc.record({
  base,
  numerator,
  denominator,
  rounding: fc.constantFrom(...roundings),
});
const half = (value: bigint, rounding: Rounding) =>
  roundRate({ base: value as MinorUnits, numerator: 1n, denominator: 2n, rounding });

test('the result is less than one unit away, and at most half of one for the nearest', () => {
  fc.assert(
    fc.property(rate, (given) => {
      const error = roundRate(given) * given.denominator - given.base * given.numerator;
      const size = error < 0n ? -error : error;
      expect(size).toBeLessThan(given.denominator);
      const nearest = given.rounding.startsWith('half');
      expect(nearest && size * 2n > given.denominator).toBe(false);
    }),
  );
});

test('down never grows, up never shrinks, and the others lie between', () => {
  fc.assert(
    fc.property(rate, (given) => {
      const sized = (rounding: Rounding) => {
        const result = roundRate({ ...given, rounding });
        return result < 0n ? 0n - result : 0n + result;
      };
      const exact = given.base * given.numerator;
      const size = exact < 0n ? -exact : exact;
      expect(sized('down') * given.denominator).toBeLessThanOrEqual(size);
      expect(sized('up') * given.denominator).toBeGreaterThanOrEqual(size);
      for (const rounding of ['half-up', 'half-even'] as const) {
        expect([sized('down'), sized('up')]).toContain(sized(rounding));
      }
    }),
  );
});

test('a negative base gives the negative result', () => {
  fc.assert(
    fc.property(rate, (given) => {
      const mirrored = roundRate({ ...given, base: (0n - given.base) as MinorUnits });
      expect(mirrored + roundRate(given)).toBe(0n);
    }),
  );
});

test('halves', () => {
  expect([1n, 3n, 5n, -1n, -3n].map((value) => half(value, 'half-up'))).toEqual([
    1n,
    2n,
    3n,
    -1n,
    -2n,
  ]);
  expect([1n, 3n, 5n, -1n, -3n].map((value) => half(value, 'half-even'))).toEqual([
    0n,
    2n,
    2n,
    0n,
    -2n,
  ]);
  expect([1n, -1n].map((value) => half(value, 'down'))).toEqual([0n, 0n]);
  expect([1n, -1n].map((value) => half(value, 'up'))).toEqual([1n, -1n]);
});

test('four per thousand of a transfer', () => {
  const gmf = { numerator: 4n, denominator: 1_000n, rounding: 'half-up' } as const;
  expect(roundRate({ base: 12_345_600n as MinorUnits, ...gmf })).toBe(49_382n);
});

test('a rate that is none is refused', () => {
  const one = { base: 1n as MinorUnits, rounding: 'up' } as const;
  expect(() => roundRate({ ...one, numerator: 1n, denominator: 0n })).toThrow('numerator must not');
  expect(() => roundRate({ ...one, numerator: -1n, denominator: 1n })).toThrow('numerator must');
  expect(() => roundRate({ ...one, numerator: 2n ** 63n, denominator: 1n })).toThrow('64 bits');
});
