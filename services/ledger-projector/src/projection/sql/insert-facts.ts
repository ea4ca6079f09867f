import { sql } from '@riel/database';
import type { Transaction } from '@riel/database';
import type { FactRow } from '../rows.ts';
import { joinedBytes, plainArray, textArray } from './array-literals.ts';

/**
 * Appends the facts of a chunk. A fact that is there already violates a unique key and ends the
 * transaction: the database's own word that nothing is booked twice.
 */
export const insertFacts = async (
  transaction: Transaction,
  partitionId: number,
  rows: readonly FactRow[],
): Promise<void> => {
  await sql`
    insert into ledger.facts
      (fact_id, occurred_at, recorded_at, known_at, log_offset, event_id, partition_id, variant,
       event_name, subject_key, digest, chain_hash)
    select (${partitionId}::bigint << 40) | chain_number, occurred_at, recorded_at, known_at,
           log_offset, event_id, ${partitionId}, variant, event_name, subject_key,
           substr(${joinedBytes(rows, (row) => row.digest)}::bytea, (place * 32 - 31)::int, 32),
           substr(${joinedBytes(rows, (row) => row.chainHash)}::bytea, (place * 32 - 31)::int, 32)
      from unnest(${plainArray(rows, (row) => row.chainNumber)}::bigint[],
             ${plainArray(rows, (row) => row.occurredAt)}::bigint[],
             ${plainArray(rows, (row) => row.recordedAt)}::bigint[],
             ${plainArray(rows, (row) => row.knownAt)}::bigint[],
             ${plainArray(rows, (row) => row.logOffset)}::bigint[],
             ${plainArray(rows, (row) => row.eventId)}::uuid[],
             ${plainArray(rows, (row) => row.variant)}::smallint[],
             ${plainArray(rows, (row) => row.eventName)}::ledger.event_name[],
             ${textArray(rows, (row) => row.subjectKey)}::text[]) with ordinality
           as fresh (chain_number, occurred_at, recorded_at, known_at, log_offset, event_id,
             variant, event_name, subject_key, place)
  `.execute(transaction);
};
