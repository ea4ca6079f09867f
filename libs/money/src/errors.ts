/** Codes of the errors of this package. */
export type MoneyErrorCode =
  | 'RIEL_MONEY_OUT_OF_RANGE'
  | 'RIEL_MONEY_CURRENCY_UNKNOWN'
  | 'RIEL_MONEY_CURRENCIES_DIFFER'
  | 'RIEL_MONEY_WEIGHTS_INVALID'
  | 'RIEL_MONEY_RATE_INVALID';

/** Thrown when money is used against its rules: a bug of the caller of this package. */
export class MoneyError extends Error {
  override readonly name = 'MoneyError';
  readonly code: MoneyErrorCode;

  constructor(code: MoneyErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
