import { sql } from '@riel/database';
import type { Transaction } from '@riel/database';
import type { AccountIds } from '../accounts.ts';
import type { PostingRow } from '../rows.ts';
import { bigintArray, dateArray, integerArray, smallintArray } from './binary-arrays.ts';
import { wordsOf } from './words-of.ts';

/**
 * Appends the postings of a chunk, all in one statement: the trigger that checks that each entry is
 * whole and balances looks at the rows of one statement.
 */
export const insertPostings = async (
  transaction: Transaction,
  { partitionId, accountIds }: { readonly partitionId: number; readonly accountIds: AccountIds },
  rows: readonly PostingRow[],
): Promise<void> => {
  // The words of the kinds are looked up once, not for every row.
  const kinds = wordsOf(rows, (row) => row.kind);
  await sql`
    insert into ledger.postings
      (fact_id, amount, account_id, booking_date, kind, entry_number, line)
    select (${partitionId}::bigint << 40) | chain_number, amount, account_id, booking_date,
           (${kinds.words}::ledger.entry_kind[])[kind], entry_number, line
      from unnest(${bigintArray(rows, (row) => row.chainNumber)}::bigint[],
             ${bigintArray(rows, (row) => row.amount)}::bigint[],
             ${integerArray(rows, (row) => accountIds.idOf(row))}::integer[],
             ${dateArray(rows, (row) => row.bookingDate)}::date[],
             ${smallintArray(rows, (row) => kinds.numberOf(row.kind))}::smallint[],
             ${smallintArray(rows, (row) => row.entryNumber)}::smallint[],
             ${smallintArray(rows, (row) => row.line)}::smallint[])
           as fresh (chain_number, amount, account_id, booking_date, kind, entry_number, line)
  `.execute(transaction);
};
