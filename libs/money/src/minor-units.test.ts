import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  formatMinorUnits,
  isInRange,
  MINOR_UNITS_MAX,
  MINOR_UNITS_MIN,
  minorUnits,
  parseMinorUnits,
} from './minor-units.ts';

const amount = fc.bigInt({ min: MINOR_UNITS_MIN, max: MINOR_UNITS_MAX });

test('what goes out comes back the same, over the whole range', () => {
  fc.assert(
    fc.property(amount, (value) => {
      const text = formatMinorUnits(minorUnits(value));
      expect(parseMinorUnits(text)).toEqual({ kind: 'amount', minorUnits: value });
    }),
  );
});

test('every safe integer is taken as a number, every other number is refused', () => {
  fc.assert(
    fc.property(fc.maxSafeInteger(), (value) => {
      fc.pre(!Object.is(value, -0));
      expect(parseMinorUnits(value)).toEqual({ kind: 'amount', minorUnits: BigInt(value) });
    }),
  );
  expect(parseMinorUnits(2 ** 53)).toEqual({ kind: 'invalid', reason: 'not-exact' });
  for (const value of [1.5, Number.NaN, Number.POSITIVE_INFINITY, -0]) {
    expect(parseMinorUnits(value)).toEqual({ kind: 'invalid', reason: 'not-an-integer' });
  }
});

test('text that is not plain digits is refused', () => {
  const texts = [
    '',
    '-',
    '-0',
    '+1',
    '01',
    ' 1',
    '1 ',
    '1.0',
    '1e3',
    '0x10',
    '１',
    '1_000',
    '1,000',
  ];
  for (const text of texts) {
    expect(parseMinorUnits(text)).toEqual({ kind: 'invalid', reason: 'not-an-integer' });
  }
  for (const value of [null, undefined, true, {}, [1]]) {
    expect(parseMinorUnits(value)).toEqual({ kind: 'invalid', reason: 'not-an-integer' });
  }
});

test('the borders of 64 bits', () => {
  const outside = [MINOR_UNITS_MAX + 1n, MINOR_UNITS_MIN - 1n, 10n ** 40n, -(10n ** 40n)];
  for (const value of outside) {
    const invalid = { kind: 'invalid', reason: 'out-of-range' };
    expect(parseMinorUnits(value)).toEqual(invalid);
    expect(parseMinorUnits(value.toString())).toEqual(invalid);
    expect(isInRange(value)).toBe(false);
    expect(() => minorUnits(value)).toThrow('amount does not fit into 64 bits');
  }
  expect(minorUnits(2n ** 63n - 1n)).toBe(MINOR_UNITS_MAX);
  expect(minorUnits(-(2n ** 63n))).toBe(MINOR_UNITS_MIN);
});
