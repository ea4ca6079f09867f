import { sql } from '@riel/database';
import type { Executor } from '@riel/database';

/** The canonical JSON of the tables of a marker, or null if no partition brought them. */
export const readTables = async (
  executor: Executor,
  markerNumber: number,
): Promise<string | null> => {
  const { rows } = await sql<{ content: string }>`
    select content from ledger.tables where marker_number = ${markerNumber}
  `.execute(executor);
  return rows[0]?.content ?? null;
};
