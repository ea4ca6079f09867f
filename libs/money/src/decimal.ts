import { exponentOf } from './currency.ts';
import { isInRange } from './minor-units.ts';
import type { Money } from './money.ts';
import type { MinorUnits } from '@riel/schemas';

const DECIMAL = /^(-?)(0|[1-9]\d{0,18})(?:\.(\d{1,18}))?$/;

/** Outcome of reading a decimal text. */
export type ParsedDecimal =
  | { readonly kind: 'money'; readonly money: Money }
  | {
      readonly kind: 'invalid';
      readonly reason: 'not-a-decimal' | 'too-many-decimals' | 'out-of-range';
    };

/**
 * Reads a decimal text of major units ('1234.56') exactly. The point is the decimal mark; grouping
 * marks, spaces, plus signs, leading zeros, minus zero and more decimals than the currency has are
 * refused, never rounded.
 *
 * @throws MoneyError `RIEL_MONEY_CURRENCY_UNKNOWN`
 */
export function parseDecimal(text: string, currency: string): ParsedDecimal {
  const exponent = exponentOf(currency);
  const match = DECIMAL.exec(text);
  if (match === null) return { kind: 'invalid', reason: 'not-a-decimal' };
  const [, sign = '', whole = '', fraction = ''] = match;
  if (fraction.length > exponent) return { kind: 'invalid', reason: 'too-many-decimals' };
  const size = BigInt(whole + fraction.padEnd(exponent, '0'));
  if (sign === '-' && size === 0n) return { kind: 'invalid', reason: 'not-a-decimal' };
  const value = sign === '-' ? -size : size;
  if (!isInRange(value)) return { kind: 'invalid', reason: 'out-of-range' };
  return { kind: 'money', money: { minorUnits: value as MinorUnits, currency } };
}

/**
 * Decimal text of major units with all decimals of the currency: '-1234.50'.
 *
 * @throws MoneyError `RIEL_MONEY_CURRENCY_UNKNOWN`
 */
export function formatDecimal(money: Money): string {
  const exponent = exponentOf(money.currency);
  const negative = money.minorUnits < 0n;
  const digits = (negative ? 0n - money.minorUnits : money.minorUnits)
    .toString()
    .padStart(exponent + 1, '0');
  const cut = digits.length - exponent;
  const fraction = exponent === 0 ? '' : `.${digits.slice(cut)}`;
  return `${negative ? '-' : ''}${digits.slice(0, cut)}${fraction}`;
}
