import { remember } from '../remember.ts';

/** Codes of the accounts that the rules themselves book to. */
export const PAYOUTS = 'liabilities:payouts';
export const FEES_PAYABLE = 'liabilities:fees-payable';
export const COLLECTIONS = 'liabilities:collections';
export const RETURNS = 'receivable:returns';
export const REFUNDS = 'receivable:refunds';
export const SUSPENSE_CREDITS = 'suspense:credits';
export const SUSPENSE_UNMATCHED = 'suspense:unmatched';
export const SUSPENSE_AMOUNT = 'suspense:amount';
export const SUSPENSE_DOUBLE_PAYMENTS = 'suspense:double-payments';

/** Rail part of the clearing account of a transfer for which no rail is known. */
export const UNROUTED = 'unrouted';

/** Patterns that every chart must hold, because facts are booked to them whatever the tables say. */
export const requiredPatterns = [
  'assets:mono:<account>',
  'clearing:<rail>:<account>',
  'clearing:unrouted:<account>',
  PAYOUTS,
  FEES_PAYABLE,
  COLLECTIONS,
  RETURNS,
  REFUNDS,
  SUSPENSE_CREDITS,
  SUSPENSE_UNMATCHED,
  SUSPENSE_AMOUNT,
  SUSPENSE_DOUBLE_PAYMENTS,
] as const;

/**
 * Whether a rule or a caller may name the account as counter account: what stands in `clearing` and
 * `assets:mono` follows from the facts of transfers alone.
 */
export function isReservedCode(code: string): boolean {
  return code.startsWith('clearing:') || code.startsWith('assets:mono:');
}

const SEGMENT_CHARACTERS_MAX = 64;

/** Whether a rail or Mono account can be a segment of an account code. */
export function isSegment(text: string): boolean {
  if (text.length === 0 || text.length > SEGMENT_CHARACTERS_MAX) return false;
  for (let index = 0; index < text.length; index += 1) {
    if (!isSegmentCharacter(text.charCodeAt(index))) return false;
  }
  return true;
}

/** Mono accounts and rails whose codes are remembered; a company has few of either. */
const REMEMBERED_MAX = 10_000;

/** Code of the cash in a Mono account, by Mono account. */
export const cashAccount: (monoAccountId: string) => string = remember(
  REMEMBERED_MAX,
  (monoAccountId) => `assets:mono:${segmentOr(monoAccountId, 'unknown')}`,
);

const clearingAccounts = remember(REMEMBERED_MAX, (rail) =>
  remember(
    REMEMBERED_MAX,
    (monoAccountId) =>
      `clearing:${segmentOr(rail, UNROUTED)}:${segmentOr(monoAccountId, 'unknown')}`,
  ),
);

/** Money under way on a rail; a rail that is not known, or is no word, is `unrouted`. */
export function clearingAccount(rail: string | null, monoAccountId: string): string {
  return clearingAccounts(rail ?? UNROUTED)(monoAccountId);
}

function segmentOr(text: string, otherwise: string): string {
  return isSegment(text) ? text : otherwise;
}

function isSegmentCharacter(code: number): boolean {
  const digit = code >= 48 && code <= 57;
  const upper = code >= 65 && code <= 90;
  const lower = code >= 97 && code <= 122;
  return digit || upper || lower || code === 95 || code === 45;
}
