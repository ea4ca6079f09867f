import { transferBanks } from '../accounts/banks.ts';
import type { BankAccount, TransferWish } from './transfer.ts';

/** Rails that `routing` may name. `breb` is our guess at a value that Mono does not document. */
export const rails = ['turbo', 'transfiya', 'ach', 'breb'] as const;

/** What becomes of a transfer on a rail. */
export type RailOutcome =
  | { readonly kind: 'approved' }
  | { readonly kind: 'declined'; readonly at: 'origin' | 'destination'; readonly reason: string }
  | { readonly kind: 'not-supported' };

const declined = (at: 'origin' | 'destination', reason: string): RailOutcome => ({
  kind: 'declined',
  at,
  reason,
});

const has = (documentNumber: string, start: string, end: string): boolean =>
  documentNumber.startsWith(start) && documentNumber.endsWith(end);

/**
 * The outcome that a payee's document number asks for. The rows of ACH and Turbo are Mono's; which
 * text a decline gives is not documented, so the reasons are ours, `insufficient_funds` apart.
 */
export function planRailOutcome(rail: string, documentNumber: string): RailOutcome {
  if (rail === 'turbo') {
    if (has(documentNumber, '777', '000')) return declined('origin', 'global_limit_exceeded');
    if (has(documentNumber, '777', '111')) return declined('origin', 'insufficient_funds');
    if (has(documentNumber, '111', '000')) return declined('origin', 'insufficient_funds');
    // Ours: the pattern of Mono's row is not known.
    if (has(documentNumber, '555', '000')) return { kind: 'not-supported' };
    if (has(documentNumber, '556', '000')) return { kind: 'not-supported' };
    return { kind: 'approved' };
  }
  // Ours: a fallback whose second rail declines.
  if (has(documentNumber, '556', '000'))
    return declined('destination', 'declined_by_destination_bank');
  // Mono documents these two for ACH; that Transfiya and Bre-B do the same is ours.
  if (has(documentNumber, '888', '000')) return declined('origin', 'declined_by_origin_bank');
  if (has(documentNumber, '999', '000'))
    return declined('destination', 'declined_by_destination_bank');
  return { kind: 'approved' };
}

/** The rail of a transfer that names none: ours, since Mono documents no default. */
export function planDefaultRail(bankAccount: BankAccount | null): string {
  const bank = bankAccount === null ? undefined : transferBanks.get(bankAccount.bankCode);
  return bank?.turbo === true ? 'turbo' : 'ach';
}

export interface FallbackRules {
  /** Turbo falls back to ACH by itself. */
  readonly automatic: boolean;
  /** An explicit empty list switches the automatic fallback off. */
  readonly emptyForbids: boolean;
}

/** The rail to try after the given one failed: the next that the sender named, else Mono's own; null if none. */
export function planFallback(
  rail: string,
  wish: Pick<TransferWish, 'fallbackRouting'>,
  rules: FallbackRules,
): string | null {
  const named = wish.fallbackRouting ?? [];
  const next = named[named.indexOf(rail) + 1];
  if (next !== undefined) return next;
  const forbidden = rules.emptyForbids && wish.fallbackRouting?.length === 0;
  return rail === 'turbo' && rules.automatic && !forbidden ? 'ach' : null;
}
