import { sql, type Transaction } from '@riel/database';
import type { Instant, TransferId } from '@riel/schemas';
import type { Change } from '../change.ts';

interface MemberRow {
  readonly transferId: TransferId;
  readonly state: 'waiting' | 'accepted' | 'refused' | 'cancelled';
  readonly monoTransferId: string | null;
  readonly reason: string | null;
  readonly splitGeneration: number | null;
  readonly splitGroup: string | null;
}

const nothing = { monoTransferId: null, reason: null, splitGeneration: null, splitGroup: null };

function rowsOf(change: Change): readonly MemberRow[] {
  return [
    ...change.accepted.map(({ transferId, monoTransferId }) => ({
      ...nothing,
      transferId,
      monoTransferId,
      state: 'accepted' as const,
    })),
    ...change.refused.map(({ transferId, reason }) => ({
      ...nothing,
      transferId,
      reason,
      state: 'refused' as const,
    })),
    ...change.cancelled.map((transferId) => ({
      ...nothing,
      transferId,
      state: 'cancelled' as const,
    })),
    ...change.released.map((released) => ({ ...nothing, ...released, state: 'waiting' as const })),
  ];
}

/** Traces of the requests of transfers, by transfer. */
export type Traces = ReadonlyMap<TransferId, string>;

interface TraceRow {
  readonly transfer_id: TransferId;
  readonly traceparent: string | null;
}

/**
 * Writes what became of members; the requests of final ones are of no more use. Answers with the
 * traces of all that something is said about.
 */
export async function updateMembers(
  transaction: Transaction,
  changes: readonly Change[],
  at: Instant,
): Promise<Traces> {
  const rows = changes
    .flatMap(rowsOf)
    .toSorted((left, right) => (left.transferId < right.transferId ? -1 : 1));
  const changed = rows.length === 0 ? [] : await writeMembers(transaction, rows, at);
  const answered = await forgetCancellations(transaction, changes);
  await noteAbsence(transaction, changes);
  return new Map(
    [...changed, ...answered].flatMap(({ transfer_id: id, traceparent }) =>
      traceparent === null ? [] : [[id, traceparent] as const],
    ),
  );
}

async function writeMembers(
  transaction: Transaction,
  members: readonly MemberRow[],
  at: Instant,
): Promise<readonly TraceRow[]> {
  const of = <Value>(read: (row: MemberRow) => Value): Value[] => members.map(read);
  const { rows } = await sql<TraceRow>`
    with changed as (
      update gateway.transfers t
         set state = n.state, mono_transfer_id = n.mono_transfer_id, reason = n.reason,
             finished_at = case when n.state = 'waiting' then null else ${BigInt(at)}::bigint end,
             submission_id = case when n.state = 'waiting' then null else t.submission_id end,
             split_generation = coalesce(n.split_generation, t.split_generation),
             split_group = coalesce(n.split_group, t.split_group),
             cancelled_by = null
        from unnest(
               ${of(({ transferId }) => transferId)}::uuid[], ${of(({ state }) => state)}::text[],
               ${of(({ monoTransferId }) => monoTransferId)}::text[],
               ${of(({ reason }) => reason)}::text[],
               ${of(({ splitGeneration }) => splitGeneration)}::integer[],
               ${of(({ splitGroup }) => splitGroup)}::text[]
             ) as n (transfer_id, state, mono_transfer_id, reason, split_generation, split_group)
       where t.transfer_id = n.transfer_id
      returning t.transfer_id, t.state, t.traceparent
    ), gone as (
      delete from gateway.requests r using changed c
       where r.transfer_id = c.transfer_id and c.state <> 'waiting'
    )
    select transfer_id, traceparent from changed`.execute(transaction);
  return rows;
}

/** Removes the requests of transfers that are final. */
export async function deleteRequests(
  transaction: Transaction,
  transferIds: readonly TransferId[],
): Promise<void> {
  await sql`
    delete from gateway.requests where transfer_id = any(${[...transferIds]}::uuid[])
  `.execute(transaction);
}

async function forgetCancellations(
  transaction: Transaction,
  changes: readonly Change[],
): Promise<readonly TraceRow[]> {
  const answered = changes.flatMap(({ cancellationsRefused }) =>
    cancellationsRefused.map(({ transferId }) => transferId),
  );
  if (answered.length === 0) return [];
  const { rows } = await sql<TraceRow>`
    update gateway.transfers set cancelled_by = null
     where transfer_id = any(${answered}::uuid[])
    returning transfer_id, traceparent`.execute(transaction);
  return rows;
}

async function noteAbsence(transaction: Transaction, changes: readonly Change[]): Promise<void> {
  const absent = changes.flatMap((change) => change.absent);
  if (absent.length === 0) return;
  await sql`
    update gateway.transfers t set absent_since = n.since, absent_until = n.until
      from unnest(${absent.map(({ transferId }) => transferId)}::uuid[],
                  ${absent.map(({ since }) => BigInt(since))}::bigint[],
                  ${absent.map(({ until }) => BigInt(until))}::bigint[]) as n (transfer_id, since, until)
     where t.transfer_id = n.transfer_id`.execute(transaction);
}
