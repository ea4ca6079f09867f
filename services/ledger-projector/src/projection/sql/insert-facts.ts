import { column, unnestInsert } from '@riel/database';
import type { Transaction } from '@riel/database';
import type { FactRow } from '../rows.ts';

const bigintOf = (value: number | null): bigint | null => (value === null ? null : BigInt(value));

const columnsOf = (partitionId: number) => [
  column<FactRow, 'bigint'>('fact_id', 'bigint', (row) => row.factId),
  column<FactRow, 'bigint'>('occurred_at', 'bigint', (row) => bigintOf(row.occurredAt)),
  column<FactRow, 'bigint'>('recorded_at', 'bigint', (row) => bigintOf(row.recordedAt)),
  column<FactRow, 'bigint'>('known_at', 'bigint', (row) => bigintOf(row.knownAt)),
  column<FactRow, 'bigint'>('log_offset', 'bigint', (row) => row.logOffset),
  column<FactRow, 'uuid'>('event_id', 'uuid', (row) => row.eventId),
  column<FactRow, 'smallint'>('partition_id', 'smallint', () => partitionId),
  column<FactRow, 'smallint'>('variant', 'smallint', (row) => row.variant),
  column<FactRow, 'text'>('event_name', 'text', (row) => row.eventName),
  column<FactRow, 'text'>('subject_key', 'text', (row) => row.subjectKey),
  column<FactRow, 'bytea'>('digest', 'bytea', (row) => row.digest),
  column<FactRow, 'bytea'>('chain_hash', 'bytea', (row) => row.chainHash),
];

/**
 * Appends the facts of a chunk. A fact that is there already violates a unique key and ends the
 * transaction: the database's own word that nothing is booked twice.
 */
export const insertFacts = async (
  transaction: Transaction,
  partitionId: number,
  rows: readonly FactRow[],
): Promise<void> => {
  await unnestInsert({ into: 'ledger.facts', columns: columnsOf(partitionId), rows }).execute(
    transaction,
  );
};
