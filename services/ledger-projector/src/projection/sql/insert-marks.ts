import { column, unnestInsert } from '@riel/database';
import type { Transaction } from '@riel/database';
import type { MarkRow } from '../rows.ts';

const columns = [
  column<MarkRow, 'bigint'>('fact_id', 'bigint', (row) => row.factId),
  column<MarkRow, 'smallint'>('mark_number', 'smallint', (row) => row.markNumber),
  column<MarkRow, 'text'>('kind', 'text', (row) => row.kind),
  column<MarkRow, 'bigint'>('amount', 'bigint', (row) => row.amount),
  column<MarkRow, 'text'>('currency', 'text', (row) => row.currency),
  column<MarkRow, 'text'>('about', 'text', (row) => row.about),
];

/** Appends what the decider marked for reconciliation to report. */
export const insertMarks = async (
  transaction: Transaction,
  rows: readonly MarkRow[],
): Promise<void> => {
  await unnestInsert({ into: 'ledger.marks', columns, rows }).execute(transaction);
};
