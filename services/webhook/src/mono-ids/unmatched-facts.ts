import {
  column,
  sql,
  unnestInsert,
  type Executor,
  type OnlyRows,
  type RawBuilder,
  type Transaction,
} from '@riel/database';
import type { MonoTransferId, TransferId } from '@riel/schemas';

/** A fact of a Mono transfer that is not known to be ours. */
export interface UnmatchedRow {
  readonly eventId: string;
  readonly monoTransferId: MonoTransferId;
  readonly eventName: string;
  /** The event without an id of ours, in the wire format. */
  readonly payload: Buffer;
  readonly recordedAt: bigint;
  /** Null once it was published under the Mono id, else how long it waits for an owner. */
  readonly holdUntil: bigint | null;
}

const columns = [
  column('event_id', 'uuid', (row: UnmatchedRow) => row.eventId),
  column('mono_transfer_id', 'text', (row: UnmatchedRow) => row.monoTransferId),
  column('event_name', 'text', (row: UnmatchedRow) => row.eventName),
  column('payload', 'bytea', (row: UnmatchedRow) => row.payload),
  column('recorded_at', 'bigint', (row: UnmatchedRow) => row.recordedAt),
  column('hold_until', 'bigint', (row: UnmatchedRow) => row.holdUntil),
];

/** The statement that keeps facts without an owner of ours, for the moment in which they turn out ours. */
export const unmatchedInsert = <Row extends UnmatchedRow>(
  rows: readonly Row[],
  only?: OnlyRows<Row>,
): RawBuilder<unknown> =>
  unnestInsert({
    into: 'webhook.unmatched_facts',
    columns,
    rows,
    suffix: sql`on conflict do nothing`,
    ...(only === undefined ? {} : { only }),
  });

/** An unmatched fact whose Mono transfer turned out to be ours. */
export interface MatchedRow {
  readonly monoTransferId: MonoTransferId;
  readonly payload: Buffer;
  readonly isPublished: boolean;
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
    mono_transfer_id: MonoTransferId;
    payload: Buffer;
    is_published: boolean;
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
    returning fact.mono_transfer_id, fact.payload, fact.hold_until is null as is_published,
      matched.transfer_id`.execute(transaction);
  return rows.map((row) => ({
    monoTransferId: row.mono_transfer_id,
    payload: row.payload,
    isPublished: row.is_published,
    transferId: row.transfer_id,
  }));
}

/**
 * Takes facts that have waited for an owner as long as they may, and marks them as published under
 * their Mono ids. Those whose owner is known are left to `takeMatched`.
 */
export async function takeUnclaimed(
  transaction: Transaction,
  options: { readonly now: bigint; readonly factsMax: number },
): Promise<readonly Buffer[]> {
  const { rows } = await sql<{ payload: Buffer }>`
    with unclaimed as (
      select fact.event_id
        from webhook.unmatched_facts fact
       where fact.hold_until <= ${options.now}
         and not exists (
           select 1 from webhook.mono_transfers known
            where known.mono_transfer_id = fact.mono_transfer_id)
       order by fact.hold_until
       limit ${options.factsMax}
         for update of fact skip locked
    )
    update webhook.unmatched_facts fact
       set hold_until = null
      from unclaimed
     where fact.event_id = unclaimed.event_id
    returning fact.payload`.execute(transaction);
  return rows.map((row) => row.payload);
}

/** Ends the waiting of facts of a Mono transfer for which Mono names no owner of ours. */
export async function endHold(transaction: Transaction, monoTransferId: string): Promise<void> {
  await sql`
    update webhook.unmatched_facts set hold_until = 0
     where mono_transfer_id = ${monoTransferId} and hold_until is not null`.execute(transaction);
}

/** Counting stops here, so that a scrape stays cheap. */
const COUNTED_MAX = 100_000;

/** How many facts are unmatched, at most 100,000. */
export async function countUnmatched(executor: Executor): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::integer as count
      from (select 1 from webhook.unmatched_facts limit ${sql.lit(COUNTED_MAX)}) as counted
  `.execute(executor);
  return rows[0]?.count ?? 0;
}
