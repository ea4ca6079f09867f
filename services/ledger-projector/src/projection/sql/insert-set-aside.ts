import { column, unnestInsert } from '@riel/database';
import type { Transaction } from '@riel/database';
import { factIdOf } from '../fact-id.ts';
import type { SetAsideRow } from '../rows.ts';

const columnsOf = (partitionId: number) => [
  column<SetAsideRow, 'bigint'>('fact_id', 'bigint', (row) =>
    factIdOf(partitionId, row.chainNumber),
  ),
  column<SetAsideRow, 'text'>('code', 'text', (row) => row.code),
  column<SetAsideRow, 'text'>('reason', 'text', (row) => row.reason),
  column<SetAsideRow, 'integer'>('size_bytes', 'integer', (row) => row.sizeBytes),
  column<SetAsideRow, 'text'>('trace_id', 'text', (row) => row.traceId),
];

/** Appends the records whose bytes could not be decoded. */
export const insertSetAside = async (
  transaction: Transaction,
  partitionId: number,
  rows: readonly SetAsideRow[],
): Promise<void> => {
  await unnestInsert({ into: 'ledger.set_aside', columns: columnsOf(partitionId), rows }).execute(
    transaction,
  );
};
