import fc from 'fast-check';
import { expect, test } from 'vitest';
import { exponentOf, isCurrency } from './currency.ts';
import { formatDecimal, parseDecimal } from './decimal.ts';
import { MINOR_UNITS_MAX, MINOR_UNITS_MIN } from './minor-units.ts';
import { moneyOf } from './money.ts';

test('what is written is read the same, over the whole range, in every kind of currency', () => {
  const amount = fc.bigInt({ min: MINOR_UNITS_MIN, max: MINOR_UNITS_MAX });
  fc.assert(
    fc.property(amount, fc.constantFrom('COP', 'USD', 'CLP'), (value, currency) => {
      const money = moneyOf(value, currency);
      expect(parseDecimal(formatDecimal(money), currency)).toEqual({ kind: 'money', money });
    }),
  );
});

test('texts as people write them', () => {
  expect(formatDecimal(moneyOf(123_456n, 'COP'))).toBe('1234.56');
  expect(formatDecimal(moneyOf(-5n, 'COP'))).toBe('-0.05');
  expect(formatDecimal(moneyOf(7n, 'CLP'))).toBe('7');
  expect(parseDecimal('1234.5', 'COP')).toMatchObject({ money: { minorUnits: 123_450n } });
  expect(parseDecimal('-0.05', 'COP')).toMatchObject({ money: { minorUnits: -5n } });
});

test('nothing is rounded or guessed', () => {
  const reasonOf = (text: string) => {
    const parsed = parseDecimal(text, 'COP');
    return parsed.kind === 'invalid' ? parsed.reason : parsed.kind;
  };
  expect(reasonOf('1.234')).toBe('too-many-decimals');
  expect(reasonOf('1.000')).toBe('too-many-decimals');
  for (const text of [
    '',
    '.5',
    '5.',
    '1,5',
    '1.000,00',
    '1 000',
    '+1',
    '01',
    '-0',
    '-0.00',
    '1e2',
  ]) {
    expect(reasonOf(text)).toBe('not-a-decimal');
  }
  expect(reasonOf('92233720368547758.07')).toBe('money');
  expect(reasonOf('92233720368547758.08')).toBe('out-of-range');
  expect(reasonOf('-92233720368547758.08')).toBe('money');
  expect(reasonOf('9999999999999999999.99')).toBe('out-of-range');
});

test('currencies have their own number of decimals', () => {
  expect(exponentOf('COP')).toBe(2);
  expect(exponentOf('CLP')).toBe(0);
  expect(isCurrency('COP')).toBe(true);
  expect(isCurrency('XXX')).toBe(false);
  expect(() => exponentOf('XXX')).toThrow('currency is not a known ISO 4217 code');
});
