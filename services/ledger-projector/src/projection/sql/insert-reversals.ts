import { column, unnestInsert } from '@riel/database';
import type { Transaction } from '@riel/database';
import { factIdOf } from '../fact-id.ts';
import type { ReversalRow } from '../rows.ts';

const columnsOf = (partitionId: number) => [
  column<ReversalRow, 'bigint'>('fact_id', 'bigint', (row) =>
    factIdOf(partitionId, row.chainNumber),
  ),
  column<ReversalRow, 'smallint'>('entry_number', 'smallint', (row) => row.entryNumber),
  column<ReversalRow, 'uuid'>('reverses', 'uuid', (row) => row.reverses),
];

/** Appends which settlements the entries of a chunk take back. */
export const insertReversals = async (
  transaction: Transaction,
  partitionId: number,
  rows: readonly ReversalRow[],
): Promise<void> => {
  await unnestInsert({ into: 'ledger.reversals', columns: columnsOf(partitionId), rows }).execute(
    transaction,
  );
};
