import { column, sql, unnestInsert, type Executor } from '@riel/database';

/** A transfer of the ledger that is under way. */
export interface OpenTransfer {
  readonly transferId: string;
  readonly encoded: string;
  readonly monoAccountId: string;
}

/** Transfers under way that began before an instant and are not put off, in the order of their ids. */
export async function readOpenTransfers(
  executor: Executor,
  filter: {
    readonly begunBefore: number;
    readonly now: number;
    readonly after: string;
    readonly limit: number;
  },
): Promise<readonly OpenTransfer[]> {
  const { rows } = await sql<{
    transfer_id: string;
    encoded: string;
    mono_account_id: string | null;
  }>`
    select transfer.transfer_id, transfer.encoded, transfer.mono_account_id
      from ledger.v_transfers transfer
      left join reconciliation.watched watched on watched.transfer_id = transfer.transfer_id
     where not transfer.is_final and transfer.transfer_id > ${filter.after}
       and coalesce(transfer.accepted_at, transfer.requested_at) < ${BigInt(filter.begunBefore)}
       and (watched.due_at is null or watched.due_at <= ${BigInt(filter.now)})
     order by transfer.transfer_id
     limit ${filter.limit}`.execute(executor);
  return rows.map((row) => ({
    transferId: row.transfer_id,
    encoded: row.encoded,
    monoAccountId: row.mono_account_id ?? '',
  }));
}

/** A transfer past its rail's time, as it was looked up. */
export interface WatchedRow {
  readonly transferId: string;
  readonly expectedBy: bigint;
  readonly dueAt: bigint;
  readonly outcome: string;
}

const columns = [
  column('transfer_id', 'text', (row: WatchedRow) => row.transferId),
  column('expected_by', 'bigint', (row: WatchedRow) => row.expectedBy),
  column('due_at', 'bigint', (row: WatchedRow) => row.dueAt),
  column('attempts', 'integer', () => 1),
  column('last_outcome', 'text', (row: WatchedRow) => row.outcome),
];

/** Notes when each was looked up and when it is looked up again. */
export async function saveWatched(executor: Executor, rows: readonly WatchedRow[]): Promise<void> {
  if (rows.length === 0) return;
  await unnestInsert({
    into: 'reconciliation.watched',
    columns,
    rows,
    suffix: sql`
      on conflict (transfer_id) do update
         set due_at = excluded.due_at, attempts = watched.attempts + 1,
             last_outcome = excluded.last_outcome, expected_by = excluded.expected_by`,
  }).execute(executor);
}

/** Forgets transfers that are final by now; returns the stuck drifts that are over with them. */
export async function forgetFinal(executor: Executor): Promise<readonly string[]> {
  await sql`
    delete from reconciliation.watched watched
     using ledger.v_transfers transfer
     where transfer.transfer_id = watched.transfer_id and transfer.is_final`.execute(executor);
  const { rows } = await sql<{ drift_id: string }>`
    select drift.drift_id
      from reconciliation.drifts drift
      join ledger.v_transfers transfer on transfer.transfer_id = drift.subject
     where drift.status = 'open' and drift.kind = 'stuck' and transfer.is_final
     order by drift.drift_id`.execute(executor);
  return rows.map((row) => row.drift_id);
}
