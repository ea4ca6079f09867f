/** Why a command was not taken. The code is stable; the message may change and never holds the value. */
export interface Rejection {
  /** Dotted path of the field at fault, such as `payee.bankCode`; null if no single field is. */
  readonly field: string | null;
  readonly code: RejectionCode;
  readonly message: string;
}

/** Every reason for which a command is not taken: in problem+json, in CommandRejected, in metrics. */
export const rejectionCodes = [
  'required',
  'wrong-type',
  'wrong-length',
  'wrong-form',
  'unknown-field',
  'out-of-range',
  'repeated',
  'incomplete',
  'currency-not-supported',
  'document-type-not-supported',
  'document-number-form',
  'account-type-not-supported',
  'bank-code-unknown',
  'counter-account-not-allowed',
  'unbalanced',
  'account-not-adjustable',
  'account-unknown',
  'not-after-passed',
  'transfer-limit-exceeded',
  'daily-limit-exceeded',
  'collection-limit-exceeded',
  'expires-at-passed',
  'mono-account-not-allowed',
  'idempotency-key-reused',
  'plain-payee-not-allowed',
  'sealed-payee-unreadable',
  'undecodable',
] as const;

export type RejectionCode = (typeof rejectionCodes)[number];
