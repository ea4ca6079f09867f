import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MINOR_UNITS_MAX, MINOR_UNITS_MIN } from './minor-units.ts';
import { add, compare, moneyOf, negate, subtract } from './money.ts';

const small = fc
  .bigInt({ min: -(10n ** 17n), max: 10n ** 17n })
  .map((each) => moneyOf(each, 'COP'));

test('addition is commutative and associative, and zero changes nothing', () => {
  fc.assert(
    fc.property(small, small, small, (a, b, c) => {
      expect(add(a, b)).toEqual(add(b, a));
      expect(add(add(a, b), c)).toEqual(add(a, add(b, c)));
      expect(add(a, moneyOf(0n, 'COP'))).toEqual(a);
    }),
  );
});

test('subtraction undoes addition and equals adding the negative', () => {
  fc.assert(
    fc.property(small, small, (a, b) => {
      expect(subtract(add(a, b), b)).toEqual(a);
      expect(subtract(a, b)).toEqual(add(a, negate(b)));
    }),
  );
});

test('the order is total and that of the difference', () => {
  fc.assert(
    fc.property(small, small, (a, b) => {
      const { minorUnits } = subtract(a, b);
      const sign = minorUnits === 0n ? 0 : minorUnits < 0n ? -1 : 1;
      expect(compare(a, b)).toBe(sign);
      expect(compare(b, a) + compare(a, b)).toBe(0);
    }),
  );
});

test('two currencies never mix', () => {
  const [peso, dollar] = [moneyOf(1n, 'COP'), moneyOf(1n, 'USD')];
  for (const combine of [add, subtract, compare]) {
    expect(() => combine(peso, dollar)).toThrow('two currencies cannot be combined');
  }
});

test('a result outside of 64 bits is an error, never another number', () => {
  const [max, min] = [moneyOf(MINOR_UNITS_MAX, 'COP'), moneyOf(MINOR_UNITS_MIN, 'COP')];
  expect(() => add(max, moneyOf(1n, 'COP'))).toThrow('does not fit');
  expect(() => subtract(min, moneyOf(1n, 'COP'))).toThrow('does not fit');
  expect(() => negate(min)).toThrow('does not fit');
});

test('an unknown currency is refused', () => {
  for (const code of ['', 'cop', 'XXX', '__proto__', 'toString']) {
    expect(() => moneyOf(1n, code)).toThrow('currency is not a known ISO 4217 code');
  }
});
