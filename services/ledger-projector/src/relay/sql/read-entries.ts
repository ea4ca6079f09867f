import { sql } from '@riel/database';
import type { Executor } from '@riel/database';
import { chainNumberOf } from '../../projection/fact-id.ts';
import type { BookedEntries, BookedFact, BookedPosting } from '../booked-entries.ts';

/** One line of an entry with what its event needs. */
interface Row {
  readonly fact_id: bigint;
  readonly event_id: string;
  readonly subject_key: string;
  readonly occurred_at: bigint;
  readonly known_at: bigint;
  readonly chain_hash: Buffer;
  readonly entry_number: number;
  readonly kind: string;
  readonly booking_date: string;
  readonly code: string;
  readonly currency: string;
  readonly amount: bigint;
}

/** The entries of the facts above `after` and up to `through`. */
export const readEntries = async (
  executor: Executor,
  { after, through }: { readonly after: bigint; readonly through: bigint },
): Promise<BookedEntries> => {
  const { rows } = await sql<Row>`
    select fact.fact_id, fact.event_id, fact.subject_key, fact.occurred_at, fact.known_at,
           fact.chain_hash, posting.entry_number, posting.kind::text as kind,
           posting.booking_date::text, account.code, account.currency, posting.amount
      from ledger.facts fact
      join ledger.postings posting on posting.fact_id = fact.fact_id
      join ledger.accounts account on account.account_id = posting.account_id
     where fact.fact_id > ${after} and fact.fact_id <= ${through}
     order by fact.fact_id, posting.entry_number, posting.line
  `.execute(executor);
  const facts: BookedFact[] = [];
  const postings = rows.map((row): BookedPosting => {
    const chainNumber = chainNumberOf(row.fact_id);
    if (facts.at(-1)?.chainNumber !== chainNumber) {
      facts.push(factOf(row, chainNumber));
    }
    return {
      chainNumber,
      entryNumber: row.entry_number,
      kind: row.kind,
      bookingDate: row.booking_date,
      account: row.code,
      currency: row.currency,
      amount: row.amount,
    };
  });
  return { facts, postings };
};

const factOf = (row: Row, chainNumber: number): BookedFact => ({
  chainNumber,
  eventId: row.event_id,
  subjectKey: row.subject_key,
  occurredAt: Number(row.occurred_at),
  knownAt: Number(row.known_at),
  chainHash: row.chain_hash,
});
