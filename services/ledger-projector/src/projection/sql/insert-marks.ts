import { column, unnestInsert } from '@riel/database';
import type { Transaction } from '@riel/database';
import { factIdOf } from '../fact-id.ts';
import type { MarkRow } from '../rows.ts';

const columnsOf = (partitionId: number) => [
  column<MarkRow, 'bigint'>('fact_id', 'bigint', (row) => factIdOf(partitionId, row.chainNumber)),
  column<MarkRow, 'smallint'>('mark_number', 'smallint', (row) => row.markNumber),
  column<MarkRow, 'text'>('kind', 'text', (row) => row.kind),
  column<MarkRow, 'bigint'>('amount', 'bigint', (row) => row.amount),
  column<MarkRow, 'text'>('currency', 'text', (row) => row.currency),
  column<MarkRow, 'text'>('about', 'text', (row) => row.about),
];

/** Appends what the decider marked for reconciliation to report. */
export const insertMarks = async (
  transaction: Transaction,
  partitionId: number,
  rows: readonly MarkRow[],
): Promise<void> => {
  await unnestInsert({ into: 'ledger.marks', columns: columnsOf(partitionId), rows }).execute(
    transaction,
  );
};
