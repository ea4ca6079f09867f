import { sql } from '@riel/database';
import type { Executor } from '@riel/database';

/** One line of an entry with what its event needs, in the order of the chain. */
export interface EntryLine {
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

/** The entries of the facts above `after` and up to `through`, line by line. */
export const readEntries = async (
  executor: Executor,
  { after, through }: { readonly after: bigint; readonly through: bigint },
): Promise<EntryLine[]> => {
  const { rows } = await sql<EntryLine>`
    select fact.fact_id, fact.event_id, fact.subject_key, fact.occurred_at, fact.known_at,
           fact.chain_hash, posting.entry_number, posting.kind::text as kind,
           posting.booking_date::text, account.code, account.currency, posting.amount
      from ledger.facts fact
      join ledger.postings posting on posting.fact_id = fact.fact_id
      join ledger.accounts account on account.account_id = posting.account_id
     where fact.fact_id > ${after} and fact.fact_id <= ${through}
     order by fact.fact_id, posting.entry_number, posting.line
  `.execute(executor);
  return rows;
};
