import { cashAccount } from '@riel/books';
import { sql, type Executor } from '@riel/database';
import { dateOf } from './date-of.ts';

/** Which movements of a Mono account's cash are meant: after one instant of Mono's time, up to another. */
export interface CashWindow {
  readonly from: number;
  readonly until: number;
  readonly currency: string;
  /** The last fact of each partition that counts; null takes what is booked by now. */
  readonly bookedUpTo: readonly bigint[] | null;
}

/** Partition of a fact's id. */
const PARTITION_SHIFT = 40;

/** SQL of the entries that moved the cash of the Mono account in the window. */
export function movedEntries(monoAccountId: string, window: CashWindow) {
  const bounds = window.bookedUpTo === null ? null : [...window.bookedUpTo];
  return sql`
    select distinct posting.fact_id, posting.entry_number
      from ledger.v_postings posting
      join ledger.v_facts fact on fact.fact_id = posting.fact_id
     where posting.code = ${cashAccount(monoAccountId)} and posting.currency = ${window.currency}
       and posting.booking_date >= ${dateOf(window.from)}::date
       and fact.occurred_at > ${BigInt(window.from)} and fact.occurred_at <= ${BigInt(window.until)}
       and (${bounds}::bigint[] is null or exists (
         select from unnest(${bounds}::bigint[]) as last (fact_id)
          where last.fact_id >> ${PARTITION_SHIFT} = posting.fact_id >> ${PARTITION_SHIFT}
            and posting.fact_id <= last.fact_id))`;
}

/** The last fact of each partition: what is booked by now, to be asked for again later. */
export async function readBookedUpTo(executor: Executor): Promise<readonly bigint[]> {
  const { rows } = await sql<{ fact_id: bigint }>`
    select ledger.fact_id(partition_id, chain_number) as fact_id
      from ledger.v_partitions
     order by partition_id`.execute(executor);
  return rows.map((row) => row.fact_id);
}
