import { MoneyError } from './errors.ts';

// Digits after the decimal point as the amounts are kept: ISO 4217 where it is used for payouts.
const EXPONENTS: ReadonlyMap<string, number> = new Map([
  ['BRL', 2],
  ['CLP', 0],
  ['COP', 2],
  ['EUR', 2],
  ['GBP', 2],
  ['MXN', 2],
  ['PEN', 2],
  ['USD', 2],
]);

/** Whether the text is an ISO 4217 code that Riel keeps money in. */
export function isCurrency(code: string): boolean {
  return EXPONENTS.has(code);
}

/**
 * Digits after the decimal point of a currency: 2 means that 1 peso is 100 minor units.
 *
 * @throws MoneyError `RIEL_MONEY_CURRENCY_UNKNOWN`
 */
export function exponentOf(currency: string): number {
  const exponent = EXPONENTS.get(currency);
  if (exponent === undefined) {
    throw new MoneyError('RIEL_MONEY_CURRENCY_UNKNOWN', 'currency is not a known ISO 4217 code');
  }
  return exponent;
}
