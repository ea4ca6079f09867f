import type { Instant, MinorUnits, MonoAccountId } from '@riel/schemas';

/** Who is paid, and the free text that goes with it: personal data, which leaves only sealed. */
export interface Payee {
  readonly name: string;
  readonly documentType: string;
  readonly documentNumber: string;
  readonly email: string | null;
  /** Bank code, account number and account type are all given or all null. */
  readonly bankCode: string | null;
  readonly accountNumber: string | null;
  readonly accountType: string | null;
  /** Alias for rails that take one; stands in for a bank account. */
  readonly recipientHandle: string | null;
  readonly reference: string | null;
  readonly description: string | null;
}

/** The wish to pay one payee, of right form; whether it is acceptable now is another question. */
export interface TransferCommand {
  readonly monoAccountId: MonoAccountId;
  /** Above zero. */
  readonly amount: MinorUnits;
  readonly currency: string;
  readonly rail: string | null;
  /** Null leaves Mono its own fallback; an empty list forbids fallback. */
  readonly fallbackRails: readonly string[] | null;
  readonly counterAccount: string | null;
  readonly notAfter: Instant | null;
  readonly metadata: Readonly<Record<string, string>>;
  readonly payee: Payee;
}
