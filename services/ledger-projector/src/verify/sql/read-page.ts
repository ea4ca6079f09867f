import { sql } from '@riel/database';
import type { Executor, RawBuilder } from '@riel/database';

/**
 * The rows of a range of facts. The server joins each column to one text, and `split` takes it apart:
 * a driver that reads row by row and field by field would be most of the work of a verification.
 */
export interface PageColumns extends RestOfPage {
  readonly fact_ids: string | null;
  readonly occurred_at: string | null;
  readonly recorded_at: string | null;
  readonly known_at: string | null;
  readonly log_offsets: string | null;
  readonly event_ids: string | null;
  readonly variants: string | null;
  readonly event_names: string | null;
  readonly subject_keys: readonly string[] | null;
  readonly digests: Buffer | null;
  readonly chain_hashes: Buffer | null;
  readonly posting_facts: string | null;
  readonly amounts: string | null;
  readonly account_ids: string | null;
  /** Days since 1970-01-01. */
  readonly booking_days: string | null;
  readonly kinds: string | null;
  readonly entry_numbers: string | null;
  readonly lines: string | null;
}

/** What few facts have. */
export interface RestOfPage {
  readonly reversals: readonly ReversalOfPage[] | null;
  readonly marks: readonly MarkOfPage[] | null;
  /** Facts that closed a month. */
  readonly closings: readonly string[] | null;
  readonly closing_sums: readonly ClosingSumOfPage[] | null;
}

/** JSON of the server; amounts as text, because JSON numbers are not whole beyond 2^53. */
export interface ReversalOfPage {
  readonly fact_id: string;
  readonly entry_number: number;
  readonly reverses: string;
}

export interface MarkOfPage {
  readonly fact_id: string;
  readonly mark_number: number;
  readonly kind: string;
  readonly amount: string;
  readonly currency: string;
  readonly about: string;
}

export interface ClosingSumOfPage {
  readonly fact_id: string;
  readonly account_id: number;
  readonly debit: string;
  readonly credit: string;
}

/** A range of fact ids: above `after`, up to `through`. */
export interface FactRange {
  readonly after: bigint;
  readonly through: bigint;
}

/** Reads everything that a chain covers of a range, each list in the order of the chain. */
export const readPage = async (
  executor: Executor,
  { after, through }: FactRange,
): Promise<PageColumns> => {
  const inRange = sql`fact_id > ${after} and fact_id <= ${through}`;
  const { rows } = await sql<PageColumns>`
    select * from (
      select string_agg(fact_id::text, ',') as fact_ids,
             string_agg(coalesce(occurred_at::text, ''), ',') as occurred_at,
             string_agg(coalesce(recorded_at::text, ''), ',') as recorded_at,
             string_agg(coalesce(known_at::text, ''), ',') as known_at,
             string_agg(log_offset::text, ',') as log_offsets,
             string_agg(event_id::text, ',') as event_ids,
             string_agg(variant::text, ',') as variants,
             string_agg(event_name::text, ',') as event_names,
             array_agg(subject_key) as subject_keys,
             string_agg(digest, ''::bytea) as digests,
             string_agg(chain_hash, ''::bytea) as chain_hashes
        from (select * from ledger.facts where ${inRange} order by fact_id) fact
    ) facts, (
      select string_agg(fact_id::text, ',') as posting_facts,
             string_agg(amount::text, ',') as amounts,
             string_agg(account_id::text, ',') as account_ids,
             string_agg((booking_date - date '1970-01-01')::text, ',') as booking_days,
             string_agg(kind::text, ',') as kinds,
             string_agg(entry_number::text, ',') as entry_numbers,
             string_agg(line::text, ',') as lines
        from (select * from ledger.postings where ${inRange}
               order by fact_id, entry_number, line) posting
    ) postings, ${restOfPage(inRange)}
  `.execute(executor);
  const [page] = rows;
  if (page === undefined) {
    throw new TypeError('the aggregates of a page are one row');
  }
  return page;
};

/** Subqueries that give a `RestOfPage`. */
export const restOfPage = (inRange: RawBuilder<unknown>): RawBuilder<unknown> => sql`(
      select json_agg(json_build_object('fact_id', fact_id::text, 'entry_number', entry_number,
               'reverses', reverses)) as reversals
        from (select * from ledger.reversals where ${inRange}
               order by fact_id, entry_number) reversal
    ) reversals, (
      select json_agg(json_build_object('fact_id', fact_id::text, 'mark_number', mark_number,
               'kind', kind, 'amount', amount::text, 'currency', currency, 'about', about)) as marks
        from (select * from ledger.marks where ${inRange} order by fact_id, mark_number) mark
    ) marks, (
      select json_agg(fact_id::text) as closings
        from (select fact_id from ledger.closings where ${inRange} order by fact_id) closing
    ) closings, (
      select json_agg(json_build_object('fact_id', fact_id::text, 'account_id', account_id,
               'debit', debit::text, 'credit', credit::text)) as closing_sums
        from (select * from ledger.closing_sums where ${inRange}
               order by fact_id, account_id) closing_sum
    ) closing_sums`;
