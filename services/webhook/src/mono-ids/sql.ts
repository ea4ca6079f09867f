import { column, sql, unnestInsert, type Transaction } from '@riel/database';
import type { MonoTransferId, TransferId } from '@riel/schemas';

/** A Mono transfer that is one of ours. */
export interface MonoTransferRow {
  readonly monoTransferId: MonoTransferId;
  readonly transferId: TransferId;
  readonly monoAccountId: string;
}

const monoTransferColumns = [
  column('mono_transfer_id', 'text', (row: MonoTransferRow) => row.monoTransferId),
  column('transfer_id', 'uuid', (row: MonoTransferRow) => row.transferId),
  column('mono_account_id', 'text', (row: MonoTransferRow) => row.monoAccountId),
];

/** Notes which transfers of ours Mono transfers are. The first word stays. */
export async function insertMonoTransfers(
  transaction: Transaction,
  rows: readonly MonoTransferRow[],
): Promise<void> {
  await unnestInsert({
    into: 'webhook.mono_transfers',
    columns: monoTransferColumns,
    rows,
    suffix: sql`on conflict do nothing`,
  }).execute(transaction);
}

/** Which of the Mono transfers are known to be ours. */
export async function readTransferIds(
  transaction: Transaction,
  monoTransferIds: readonly MonoTransferId[],
): Promise<ReadonlyMap<MonoTransferId, TransferId>> {
  if (monoTransferIds.length === 0) return new Map();
  const { rows } = await sql<{ mono_transfer_id: MonoTransferId; transfer_id: TransferId }>`
    select mono_transfer_id, transfer_id from webhook.mono_transfers
     where mono_transfer_id = any(${[...monoTransferIds]}::text[])`.execute(transaction);
  return new Map(rows.map((row) => [row.mono_transfer_id, row.transfer_id]));
}

/** A fact that was published under a Mono id. */
export interface UnmatchedRow {
  readonly eventId: string;
  readonly monoTransferId: MonoTransferId;
  readonly eventName: string;
  /** The event as it was published, in the wire format. */
  readonly payload: Buffer;
}

const unmatchedColumns = [
  column('event_id', 'uuid', (row: UnmatchedRow) => row.eventId),
  column('mono_transfer_id', 'text', (row: UnmatchedRow) => row.monoTransferId),
  column('event_name', 'text', (row: UnmatchedRow) => row.eventName),
  column('payload', 'bytea', (row: UnmatchedRow) => row.payload),
];

/** Keeps what was published under Mono ids, for the day on which they turn out to be ours. */
export async function insertUnmatched(
  transaction: Transaction,
  rows: readonly UnmatchedRow[],
): Promise<void> {
  if (rows.length === 0) return;
  await unnestInsert({
    into: 'webhook.unmatched_facts',
    columns: unmatchedColumns,
    rows,
    suffix: sql`on conflict do nothing`,
  }).execute(transaction);
}

/** An unmatched fact whose Mono transfer turned out to be ours. */
export interface MatchedRow extends UnmatchedRow {
  readonly transferId: TransferId;
}

/**
 * Takes unmatched facts away whose transfer is known by now. Whoever deletes a row publishes it: two
 * instances share the rows and none is matched twice.
 */
export async function takeMatched(
  transaction: Transaction,
  factsMax: number,
): Promise<readonly MatchedRow[]> {
  const { rows } = await sql<{
    event_id: string;
    mono_transfer_id: MonoTransferId;
    event_name: string;
    payload: Buffer;
    transfer_id: TransferId;
  }>`
    with matched as (
      select fact.event_id, known.transfer_id
        from webhook.unmatched_facts fact
        join webhook.mono_transfers known using (mono_transfer_id)
       order by fact.mono_transfer_id, fact.event_id
       limit ${factsMax}
         for update of fact skip locked
    )
    delete from webhook.unmatched_facts fact
     using matched
     where fact.event_id = matched.event_id
    returning fact.event_id, fact.mono_transfer_id, fact.event_name, fact.payload,
      matched.transfer_id`.execute(transaction);
  return rows.map((row) => ({
    eventId: row.event_id,
    monoTransferId: row.mono_transfer_id,
    eventName: row.event_name,
    payload: row.payload,
    transferId: row.transfer_id,
  }));
}
