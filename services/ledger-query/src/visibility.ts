import { problem, type Principal, type ProblemError } from '@riel/http';
import type { MonoAccountId } from '@riel/schemas';

/** Mono accounts that the reader may see, sorted; null for all. */
export function visibleMonoAccounts(principal: Principal): readonly string[] | null {
  return principal.monoAccounts === 'all' ? null : [...principal.monoAccounts].toSorted();
}

/** Whether the reader may see a transfer: its own caller's, or one of its Mono accounts. */
export function maySeeTransfer(
  principal: Principal,
  transfer: { readonly caller: string | null; readonly mono_account_id: string | null },
): boolean {
  if (principal.monoAccounts === 'all' || transfer.caller === principal.caller) return true;
  return (
    transfer.mono_account_id !== null &&
    principal.monoAccounts.has(transfer.mono_account_id as MonoAccountId)
  );
}

/** Whether the reader may see a ledger account. One that no Mono account owns sums over all of them. */
export function maySeeAccount(principal: Principal, monoAccountId: string | null): boolean {
  if (principal.monoAccounts === 'all') return true;
  return monoAccountId !== null && principal.monoAccounts.has(monoAccountId as MonoAccountId);
}

/** The answer to a key that is bound to some Mono accounts and asks for a sum over all. */
export function sumForbidden(): ProblemError {
  return problem({
    status: 403,
    code: 'mono-account-not-allowed',
    detail: 'The API key is bound to some Mono accounts; this answer sums over others too.',
  });
}
