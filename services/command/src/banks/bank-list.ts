import type { Instant } from '@riel/schemas';

/** The banks that Mono pays to, as last published. */
export interface BankList {
  /** When Mono answered. */
  readonly occurredAt: Instant;
  /** Bank code to the account types it takes; an empty list if Mono does not say. */
  readonly accountTypesByCode: ReadonlyMap<string, readonly string[]>;
}

/** What the bank list says of a bank account. */
export type BankCheck = 'known' | 'unknown-bank' | 'unsupported-account-type' | 'not-checked';

/**
 * A list that is absent or older than the limit decides nothing: payments do not stop because the list
 * was not refreshed.
 */
export function checkBank(
  list: BankList | null,
  account: { readonly bankCode: string; readonly accountType: string | null },
  limits: { readonly now: Instant; readonly maximumAgeMilliseconds: number },
): BankCheck {
  if (list === null) return 'not-checked';
  const ageMilliseconds = (limits.now - list.occurredAt) / 1000;
  if (ageMilliseconds > limits.maximumAgeMilliseconds) return 'not-checked';
  const accountTypes = list.accountTypesByCode.get(account.bankCode);
  if (accountTypes === undefined) return 'unknown-bank';
  const isSupported =
    account.accountType === null ||
    accountTypes.length === 0 ||
    accountTypes.includes(account.accountType);
  return isSupported ? 'known' : 'unsupported-account-type';
}
