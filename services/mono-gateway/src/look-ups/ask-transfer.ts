import type {
  MonoApiKey,
  MonoOutcome,
  MonoPage,
  MonoReader,
  MonoTransfer,
} from '@riel/mono-client';
import type { MonoAccountId, TransferId } from '@riel/schemas';
import { foundOf, matchEcho } from '../submissions/match-members.ts';
import type { LookUpAnswer } from './decide-look-up.ts';

/** One question about one transfer. */
export interface TransferQuestion {
  readonly apiKey: MonoApiKey;
  readonly transferId: TransferId;
  readonly monoAccountId: MonoAccountId;
}

/** A page of Mono's, or why there is none. `refusesKey`: 401 or 403. */
export type PageAnswer =
  | { readonly kind: 'page'; readonly page: MonoPage<MonoTransfer> }
  | { readonly kind: 'again'; readonly why: string; readonly refusesKey: boolean };

/** Reads the outcome of a list: a page with a row that cannot be read is no answer. */
export function pageOf(outcome: MonoOutcome<MonoPage<MonoTransfer>>): PageAnswer {
  const again = (why: string, refusesKey = false) => ({ kind: 'again', why, refusesKey }) as const;
  if (outcome.kind === 'failed') return again(outcome.failure);
  const { status, body } = outcome;
  if (body.kind === 'unreadable') return again('unreadable');
  if (body.kind === 'mono-error') {
    return again(`status-${status}`, status === 401 || status === 403);
  }
  return body.value.unreadable.length > 0
    ? again('unreadable')
    : { kind: 'page', page: body.value };
}

/** What the transfers that an answer holds say about the one that was asked for. `none` is not yet proven. */
export function readTransfers(
  transferId: TransferId,
  transfers: readonly MonoTransfer[],
): LookUpAnswer {
  const echoes = transfers.map((transfer) => matchEcho(transfer, transferId));
  if (echoes.includes('foreign')) return { kind: 'foreign' };
  if (echoes.includes('silent')) return { kind: 'silent' };
  if (transfers.length === 0) return { kind: 'none' };
  const payments = transfers
    .filter(({ state }) => state !== 'duplicated')
    .toSorted((left, right) => (left.insertedAt ?? 0) - (right.insertedAt ?? 0));
  const [first] = payments;
  if (first === undefined) return { kind: 'duplicated' };
  const found = foundOf(first, transferId, true);
  return { kind: 'found', found, hasSeveral: payments.length > 1 };
}

/** Asks Mono for the transfer that carries our id. */
export async function askTransfer(
  reader: MonoReader,
  { apiKey, transferId, monoAccountId }: TransferQuestion,
): Promise<LookUpAnswer & { readonly refusesKey?: boolean }> {
  const answer = pageOf(
    await reader.findTransfersByExternalId({
      apiKey,
      externalId: transferId,
      accountId: monoAccountId,
    }),
  );
  if (answer.kind === 'again') return answer;
  const { items, totalItems } = answer.page;
  if (items.length === 0 && (totalItems ?? 0) > 0) return { kind: 'again', why: 'inconsistent' };
  return readTransfers(transferId, items);
}
