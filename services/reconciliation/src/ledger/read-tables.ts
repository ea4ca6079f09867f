import { parseTables, type Tables } from '@riel/books';
import { sql, type Executor } from '@riel/database';
import { RunImpossibleError } from '../errors.ts';

/** Tables with the number of the marker that put them into force. */
export interface NumberedTables {
  readonly markerNumber: number;
  readonly tables: Tables;
}

/** The newest tables that every partition has read; null if the ledger has none yet. */
export async function newestTables(executor: Executor): Promise<number | null> {
  const { rows } = await sql<{ number: bigint | null }>`
    select max(marker_number)::bigint as number from ledger.v_tables`.execute(executor);
  const number = rows[0]?.number ?? null;
  return number === null ? null : Number(number);
}

/** Makes a reader of tables that remembers those it has read: they never change. */
export function createTablesReader() {
  const known = new Map<number, Tables>();
  return async (executor: Executor, markerNumber: number): Promise<Tables> => {
    const kept = known.get(markerNumber);
    if (kept !== undefined) return kept;
    const { rows } = await sql<{ content: string }>`
      select content::text as content from ledger.v_tables
       where marker_number = ${markerNumber}`.execute(executor);
    const [row] = rows;
    const parsed = row === undefined ? null : parseTables(JSON.parse(row.content));
    if (parsed?.kind !== 'ok') {
      throw new RunImpossibleError(
        'RIEL_RECONCILIATION_NO_TABLES',
        `the ledger has no valid tables of marker ${markerNumber}`,
      );
    }
    known.set(markerNumber, parsed.tables);
    return parsed.tables;
  };
}

export type TablesReader = ReturnType<typeof createTablesReader>;
