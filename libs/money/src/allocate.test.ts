import type { MinorUnits } from '@riel/schemas';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { allocate } from './allocate.ts';
import { MINOR_UNITS_MAX, MINOR_UNITS_MIN } from './minor-units.ts';

const total = fc.bigInt({ min: MINOR_UNITS_MIN, max: MINOR_UNITS_MAX }) as fc.Arbitrary<MinorUnits>;
const weights = fc
  .array(fc.bigInt({ min: 0n, max: 10n ** 12n }), { minLength: 1, maxLength: 12 })
  .filter((list) => list.some((weight) => weight > 0n));
const sumOf = (list: readonly bigint[]) => list.reduce((before, each) => before + each, 0n);
const sizeOf = (value: bigint) => (value < 0n ? -value : value);

test('the parts sum to the total', () => {
  fc.assert(
    fc.property(total, weights, (given, by) => {
      expect(sumOf(allocate({ total: given, weights: by }))).toBe(given);
    }),
  );
});

test('each part is less than one unit away from its exact share, and zero weight gets nothing', () => {
  fc.assert(
    fc.property(total, weights, (given, by) => {
      const sum = sumOf(by);
      for (const [index, part] of allocate({ total: given, weights: by }).entries()) {
        const weight = by[index] ?? 0n;
        expect(sizeOf(part * sum - given * weight)).toBeLessThan(sum);
        expect(weight === 0n && part !== 0n).toBe(false);
      }
    }),
  );
});

test('a greater weight never gets less, and the negative total gets the negative parts', () => {
  fc.assert(
    fc.property(total, weights, (given, by) => {
      fc.pre(given !== MINOR_UNITS_MIN);
      const parts = allocate({ total: given, weights: by });
      const mirrored = allocate({ total: (0n - given) as MinorUnits, weights: by });
      expect(mirrored.map((part) => 0n - part)).toEqual(parts.map((part) => 0n + part));
      const order = by.map((weight, index) => ({ weight, size: sizeOf(parts[index] ?? 0n) }));
      for (const one of order) {
        for (const other of order) {
          expect(one.weight > other.weight && one.size < other.size).toBe(false);
        }
      }
    }),
  );
});

test('what is left over goes to the largest remainders, of equal ones to the first', () => {
  expect(allocate({ total: 100n as MinorUnits, weights: [1n, 1n, 1n] })).toEqual([34n, 33n, 33n]);
  expect(allocate({ total: 5n as MinorUnits, weights: [3n, 7n] })).toEqual([2n, 3n]);
  expect(allocate({ total: 0n as MinorUnits, weights: [0n, 1n] })).toEqual([0n, 0n]);
});

test('weights that share nothing out are refused', () => {
  for (const list of [[], [0n], [2n, -1n]]) {
    expect(() => allocate({ total: 1n as MinorUnits, weights: list })).toThrow('weights must not');
  }
});
