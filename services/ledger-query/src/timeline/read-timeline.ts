import { sql, type Transaction } from '@riel/database';

/** One record of the log about a subject. */
export interface FactRow {
  readonly fact_id: bigint;
  readonly event_id: string;
  readonly event_name: string;
  readonly occurred_at: bigint;
  readonly recorded_at: bigint;
  readonly chain_number: bigint;
  readonly chain_hash: Buffer;
}

/** One line of one entry that a fact booked. */
export interface PostingRow {
  readonly fact_id: bigint;
  readonly entry_number: number;
  readonly kind: string;
  readonly booking_date: string;
  readonly code: string;
  readonly amount: bigint;
  readonly currency: string;
}

/** A mark that the decider left on a fact: a difference that waits for its explanation. */
export interface MarkRow {
  readonly fact_id: bigint;
  readonly kind: string;
}

/** Facts of the log with what they booked. */
export interface Timeline {
  readonly facts: readonly FactRow[];
  readonly postings: readonly PostingRow[];
  readonly marks: readonly MarkRow[];
}

/** Reads facts with their entries and marks. */
export async function readTimeline(
  transaction: Transaction,
  factIds: readonly bigint[],
): Promise<Timeline> {
  const ids = [...factIds];
  const facts = await sql<FactRow>`
    select fact_id, event_id, event_name, occurred_at, recorded_at, chain_number, chain_hash
    from ledger.v_facts
    where fact_id = any(${ids}::bigint[])
    order by fact_id`.execute(transaction);
  const postings = await sql<PostingRow>`
    select posting.fact_id, posting.entry_number, entry.kind, posting.booking_date::text,
      posting.code, posting.amount, posting.currency
    from ledger.v_postings posting
    join ledger.v_entries entry
      on entry.fact_id = posting.fact_id and entry.entry_number = posting.entry_number
    where posting.fact_id = any(${ids}::bigint[])
    order by posting.fact_id, posting.entry_number, posting.line`.execute(transaction);
  const marks = await sql<MarkRow>`
    select fact_id, kind
    from ledger.v_marks
    where fact_id = any(${ids}::bigint[])
    order by fact_id, mark_number`.execute(transaction);
  return { facts: facts.rows, postings: postings.rows, marks: marks.rows };
}
