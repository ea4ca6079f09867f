import { sql } from '@riel/database';
import type { Executor } from '@riel/database';
import { textArray } from './binary-arrays.ts';

/** What is known of subjects before a chunk: their facts as `@riel/books` wrote them. */
export type EncodedSubjects = ReadonlyMap<string, string>;

/** The subjects of a partition that are among the keys. */
export const loadSubjects = async (
  executor: Executor,
  partitionId: number,
  keys: readonly string[],
): Promise<EncodedSubjects> => {
  const { rows } = await sql<{ subject_key: string; encoded: string }>`
    select subject_key, encoded from ledger.subjects
     where partition_id = ${partitionId} and subject_key = any(${textArray(keys, (key) => key)}::text[])
  `.execute(executor);
  return new Map(rows.map((row) => [row.subject_key, row.encoded]));
};
