import { column, sql, unnestInsert, type Executor, type Transaction } from '@riel/database';
import type { MonoTransferId, TransferId } from '@riel/schemas';

/** A Mono transfer that is one of ours. */
export interface MonoTransferRow {
  readonly monoTransferId: MonoTransferId;
  readonly transferId: TransferId;
  readonly monoAccountId: string;
  /** When it was recorded that it is ours, microseconds. */
  readonly knownAt: bigint;
}

const columns = [
  column('mono_transfer_id', 'text', (row: MonoTransferRow) => row.monoTransferId),
  column('transfer_id', 'uuid', (row: MonoTransferRow) => row.transferId),
  column('mono_account_id', 'text', (row: MonoTransferRow) => row.monoAccountId),
  column('known_at', 'bigint', (row: MonoTransferRow) => row.knownAt),
];

/**
 * Notes which transfers of ours Mono transfers are. The first word stays. Rows go in by id, so that
 * two writers of the same rows wait for each other instead of blocking each other.
 */
export async function insertMonoTransfers(
  transaction: Transaction,
  rows: readonly MonoTransferRow[],
): Promise<void> {
  if (rows.length === 0) return;
  await unnestInsert({
    into: 'webhook.mono_transfers',
    columns,
    rows: rows.toSorted((left, right) => (left.monoTransferId < right.monoTransferId ? -1 : 1)),
    suffix: sql`on conflict do nothing`,
  }).execute(transaction);
}

/** Which of the Mono transfers are known to be ours. */
export async function readTransferIds(
  executor: Executor,
  monoTransferIds: readonly MonoTransferId[],
): Promise<ReadonlyMap<MonoTransferId, TransferId>> {
  if (monoTransferIds.length === 0) return new Map();
  const { rows } = await sql<{ mono_transfer_id: MonoTransferId; transfer_id: TransferId }>`
    select mono_transfer_id, transfer_id from webhook.mono_transfers
     where mono_transfer_id = any(${[...monoTransferIds]}::text[])`.execute(executor);
  return new Map(rows.map((row) => [row.mono_transfer_id, row.transfer_id]));
}
