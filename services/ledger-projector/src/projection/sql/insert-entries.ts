import { column, unnestInsert } from '@riel/database';
import type { Transaction } from '@riel/database';
import type { EntryRow } from '../rows.ts';

const columns = [
  column<EntryRow, 'bigint'>('fact_id', 'bigint', (row) => row.factId),
  column<EntryRow, 'date'>('booking_date', 'date', (row) => row.bookingDate),
  column<EntryRow, 'smallint'>('entry_number', 'smallint', (row) => row.entryNumber),
  column<EntryRow, 'text'>('kind', 'text', (row) => row.kind),
  column<EntryRow, 'uuid'>('reverses', 'uuid', (row) => row.reverses),
];

/** Appends the entries of a chunk. */
export const insertEntries = async (
  transaction: Transaction,
  rows: readonly EntryRow[],
): Promise<void> => {
  await unnestInsert({ into: 'ledger.entries', columns, rows }).execute(transaction);
};
