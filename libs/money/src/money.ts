import type { MinorUnits } from '@riel/schemas';
import { exponentOf } from './currency.ts';
import { MoneyError } from './errors.ts';
import { minorUnits } from './minor-units.ts';

/** An amount in one currency. There is no other money type. */
export interface Money {
  readonly minorUnits: MinorUnits;
  /** ISO 4217 code. */
  readonly currency: string;
}

/**
 * Makes money.
 *
 * @throws MoneyError `RIEL_MONEY_OUT_OF_RANGE`, `RIEL_MONEY_CURRENCY_UNKNOWN`
 */
export function moneyOf(value: bigint, currency: string): Money {
  exponentOf(currency);
  return { minorUnits: minorUnits(value), currency };
}

/**
 * Sum of two amounts.
 *
 * @throws MoneyError `RIEL_MONEY_CURRENCIES_DIFFER`, `RIEL_MONEY_OUT_OF_RANGE`
 */
export function add(left: Money, right: Money): Money {
  sameCurrency(left, right);
  return { ...left, minorUnits: minorUnits(left.minorUnits + right.minorUnits) };
}

/**
 * Left less right.
 *
 * @throws MoneyError `RIEL_MONEY_CURRENCIES_DIFFER`, `RIEL_MONEY_OUT_OF_RANGE`
 */
export function subtract(left: Money, right: Money): Money {
  sameCurrency(left, right);
  return { ...left, minorUnits: minorUnits(left.minorUnits - right.minorUnits) };
}

/**
 * The same amount with the other sign.
 *
 * @throws MoneyError `RIEL_MONEY_OUT_OF_RANGE` for the smallest amount
 */
export function negate(money: Money): Money {
  return { ...money, minorUnits: minorUnits(0n - money.minorUnits) };
}

/**
 * -1, 0 or 1 as left is smaller than, equal to or greater than right.
 *
 * @throws MoneyError `RIEL_MONEY_CURRENCIES_DIFFER`
 */
export function compare(left: Money, right: Money): -1 | 0 | 1 {
  sameCurrency(left, right);
  if (left.minorUnits === right.minorUnits) return 0;
  return left.minorUnits < right.minorUnits ? -1 : 1;
}

function sameCurrency(left: Money, right: Money): void {
  if (left.currency !== right.currency) {
    throw new MoneyError('RIEL_MONEY_CURRENCIES_DIFFER', 'two currencies cannot be combined');
  }
}
