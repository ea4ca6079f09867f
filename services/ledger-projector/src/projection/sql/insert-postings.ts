import { column, unnestInsert } from '@riel/database';
import type { Transaction } from '@riel/database';
import type { AccountIds } from '../accounts.ts';
import type { PostingRow } from '../rows.ts';

const columnsOf = (accountIds: AccountIds) => [
  column<PostingRow, 'bigint'>('fact_id', 'bigint', (row) => row.factId),
  column<PostingRow, 'bigint'>('amount', 'bigint', (row) => row.amount),
  column<PostingRow, 'integer'>('account_id', 'integer', (row) => accountIds.idOf(row)),
  column<PostingRow, 'date'>('booking_date', 'date', (row) => row.bookingDate),
  column<PostingRow, 'smallint'>('entry_number', 'smallint', (row) => row.entryNumber),
  column<PostingRow, 'smallint'>('line', 'smallint', (row) => row.line),
];

/**
 * Appends the postings of a chunk, all in one statement: the trigger that checks the balance of
 * each entry looks at the rows of one statement.
 */
export const insertPostings = async (
  transaction: Transaction,
  accountIds: AccountIds,
  rows: readonly PostingRow[],
): Promise<void> => {
  await unnestInsert({ into: 'ledger.postings', columns: columnsOf(accountIds), rows }).execute(
    transaction,
  );
};
