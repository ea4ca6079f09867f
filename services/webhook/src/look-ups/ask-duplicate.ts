import { ourIdOf, type MonoTransfer } from '@riel/mono-client';
import type { MonoAccountId, MonoTransferId, TransferId } from '@riel/schemas';
import { again, ask, type AskPorts, type LookUpAnswer } from './look-up-answer.ts';

/** A duplicate of ours, and what the first look found. */
export interface Duplicate {
  readonly transferId: TransferId;
  readonly monoTransferId: MonoTransferId;
  readonly monoAccountId: MonoAccountId;
  /** Whether an earlier look, at least the gap ago, was proven and found none. */
  readonly wasFoundNone: boolean;
}

const since = (transfer: MonoTransfer): number => transfer.insertedAt ?? Number.MAX_SAFE_INTEGER;

/**
 * Asks which Mono transfer a duplicate repeats: the one that carries the same id of ours. "None" needs
 * two looks, each proven: the same answer holds the duplicate itself, so the query does find what
 * carries our id.
 */
export async function askDuplicate(ports: AskPorts, duplicate: Duplicate): Promise<LookUpAnswer> {
  const { transferId, monoTransferId, monoAccountId: accountId } = duplicate;
  const found = await ask(ports, (apiKey) =>
    ports.reader.findTransfersByExternalId({ apiKey, externalId: transferId, accountId }),
  );
  if (found.kind === 'trouble') return again(found.outcome, found);
  const { items, unreadable, totalPages } = found.value;
  const own = items.filter((transfer) => ourIdOf(transfer) === transferId);
  const others = own
    .filter(({ id, state }) => id !== monoTransferId && state !== 'duplicated')
    .toSorted((left, right) => since(left) - since(right));
  const [other] = others;
  if (other !== undefined) return { kind: 'other', otherMonoTransferId: other.id };
  const isWhole = unreadable.length === 0 && (totalPages ?? 1) <= 1;
  const isProven = isWhole && own.some(({ id }) => id === monoTransferId);
  if (!isProven) return again('unproven');
  return duplicate.wasFoundNone
    ? { kind: 'other', otherMonoTransferId: null }
    : { kind: 'found-none' };
}
