import { sql } from '@riel/database';
import type { Transaction } from '@riel/database';
import type { FactRow } from '../rows.ts';
import { bigintArray, joinedBytes, smallintArray, textArray } from './binary-arrays.ts';
import { wordsOf } from './words-of.ts';

/**
 * Appends the facts of a chunk. A fact that is there already violates a unique key and ends the
 * transaction: the database's own word that nothing is booked twice.
 */
export const insertFacts = async (
  transaction: Transaction,
  partitionId: number,
  rows: readonly FactRow[],
): Promise<void> => {
  const names = wordsOf(rows, (row) => row.eventName);
  await sql`
    insert into ledger.facts
      (fact_id, occurred_at, recorded_at, known_at, log_offset, event_id, partition_id, variant,
       event_name, subject_key, digest, chain_hash)
    select (${partitionId}::bigint << 40) | chain_number, occurred_at, recorded_at, known_at,
           log_offset, event_id::uuid, ${partitionId}, variant,
           (${names.words}::ledger.event_name[])[event_name],
           subject_key,
           substr(${joinedBytes(rows, (row) => row.digest)}::bytea, (place * 32 - 31)::int, 32),
           substr(${joinedBytes(rows, (row) => row.chainHash)}::bytea, (place * 32 - 31)::int, 32)
      from unnest(${bigintArray(rows, (row) => row.chainNumber)}::bigint[],
             ${bigintArray(rows, (row) => row.occurredAt)}::bigint[],
             ${bigintArray(rows, (row) => row.recordedAt)}::bigint[],
             ${bigintArray(rows, (row) => row.knownAt)}::bigint[],
             ${bigintArray(rows, (row) => row.logOffset)}::bigint[],
             ${textArray(rows, (row) => row.eventId)}::text[],
             ${smallintArray(rows, (row) => row.variant)}::smallint[],
             ${smallintArray(rows, (row) => names.numberOf(row.eventName))}::smallint[],
             ${textArray(rows, (row) => row.subjectKey)}::text[]) with ordinality
           as fresh (chain_number, occurred_at, recorded_at, known_at, log_offset, event_id,
             variant, event_name, subject_key, place)
  `.execute(transaction);
};
