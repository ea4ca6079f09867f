import { sql, type Executor } from '@riel/database';
import type { SubjectRow } from '../pages/page.ts';

interface Row {
  readonly subject_key: string;
  readonly encoded: string;
}

/**
 * Reads subjects by their keys. A key's partition is for the producer of the log to know, so each is
 * looked for in every partition: the primary key is (partition, key).
 */
export async function readSubjects(
  executor: Executor,
  keys: readonly string[],
): Promise<readonly SubjectRow[]> {
  if (keys.length === 0) return [];
  const { rows } = await sql<Row>`
    select subject_key, encoded
      from ledger.v_subjects
     where partition_id in (select partition_id from ledger.v_partitions)
       and subject_key = any(${[...new Set(keys)].toSorted()}::text[])
     order by subject_key`.execute(executor);
  return rows.map((row) => [row.subject_key, row.encoded]);
}

/** The transfers that the books know by Mono's id alone: Mono need not echo ours. */
export async function readKeysOfMonoIds(
  executor: Executor,
  monoIds: readonly string[],
): Promise<readonly (readonly [monoId: string, key: string])[]> {
  if (monoIds.length === 0) return [];
  const { rows } = await sql<{ mono_transfer_id: string; transfer_id: string }>`
    select mono_transfer_id, transfer_id
      from ledger.v_transfers
     where mono_transfer_id = any(${[...monoIds]}::text[])
     order by mono_transfer_id, transfer_id`.execute(executor);
  return rows.map((row) => [row.mono_transfer_id, row.transfer_id]);
}
