import { sql, type Executor } from '@riel/database';
import { movedEntries, type CashWindow } from './moved-entries.ts';

/** What stands on one line of a proof: kinds of entries with the account on the other side. */
export interface LinePart {
  readonly entryKind: string;
  readonly account: string;
}

/** One entry of a line, with what it adds to the line. Minor units; positive into the Mono account. */
export interface LineEntry {
  readonly factId: bigint;
  readonly entryNumber: number;
  readonly entryKind: string;
  readonly bookingDate: string;
  /** Mono's time of the fact, microseconds. */
  readonly occurredAt: number;
  readonly eventId: string;
  readonly eventName: string;
  /** Transfer, credit or payment that it is about. */
  readonly subject: string;
  readonly amount: bigint;
}

/** An entry's place in the ledger: after it a page goes on. */
export interface EntryPlace {
  readonly factId: bigint;
  readonly entryNumber: number;
}

const onLine = (monoAccountId: string, window: CashWindow, parts: readonly LinePart[]) => sql`
  select line.fact_id, line.entry_number, line.kind, -line.amount as amount
    from (${movedEntries(monoAccountId, window)}) as moved
    join ledger.v_postings line
      on line.fact_id = moved.fact_id and line.entry_number = moved.entry_number
    join unnest(${parts.map((part) => part.entryKind)}::text[], ${parts.map((part) => part.account)}::text[])
      as part (kind, code) on part.kind = line.kind and part.code = line.code
   where line.currency = ${window.currency}`;

/** How many entries stand on a line; one that adds to it twice is one. */
export async function countLineEntries(
  executor: Executor,
  monoAccountId: string,
  question: { readonly window: CashWindow; readonly parts: readonly LinePart[] },
): Promise<number> {
  const { rows } = await sql<{ entries: bigint }>`
    select count(distinct (fact_id, entry_number)) as entries
      from (${onLine(monoAccountId, question.window, question.parts)}) as line`.execute(executor);
  return Number(rows[0]?.entries ?? 0n);
}

/** A page of the entries of a line, in the order of the ledger. */
export async function readLineEntries(
  executor: Executor,
  monoAccountId: string,
  question: {
    readonly window: CashWindow;
    readonly parts: readonly LinePart[];
    readonly after: EntryPlace;
    readonly limit: number;
  },
): Promise<readonly LineEntry[]> {
  const { window, parts, after, limit } = question;
  const { rows } = await sql<{
    fact_id: bigint;
    entry_number: number;
    kind: string;
    booking_date: string;
    occurred_at: bigint;
    event_id: string;
    event_name: string;
    subject_key: string;
    amount: bigint;
  }>`
    with summed as (
      select fact_id, entry_number, sum(amount)::bigint as amount
        from (${onLine(monoAccountId, window, parts)}) as line
       group by fact_id, entry_number)
    select summed.fact_id, summed.entry_number, entry.kind, entry.booking_date::text as booking_date,
      entry.occurred_at, entry.event_id, entry.event_name, entry.subject_key, summed.amount
      from summed
      join ledger.v_entries entry
        on entry.fact_id = summed.fact_id and entry.entry_number = summed.entry_number
     where (summed.fact_id, summed.entry_number) > (${after.factId}, ${after.entryNumber})
     order by summed.fact_id, summed.entry_number
     limit ${limit}`.execute(executor);
  return rows.map((row) => ({
    factId: row.fact_id,
    entryNumber: row.entry_number,
    entryKind: row.kind,
    bookingDate: row.booking_date,
    occurredAt: Number(row.occurred_at),
    eventId: row.event_id,
    eventName: row.event_name,
    subject: row.subject_key,
    amount: row.amount,
  }));
}
