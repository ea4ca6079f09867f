import { parseTables, type Tables } from '@riel/books';
import { sql, type Executor } from '@riel/database';
import type { EventOf } from '@riel/schemas';
import { LedgerTablesError } from '../errors.ts';

/** What the newest markers of the log have put into force. */
export interface LedgerInForce {
  readonly tables: Tables;
  /** Last closed month, 'YYYY-MM'. */
  readonly closedThrough: string | null;
}

type Marker = EventOf<'TablesActivated' | 'PeriodClosed'>;

/** Keeps what a marker says; read twice it changes nothing. */
export async function storeMarker(executor: Executor, marker: Marker): Promise<void> {
  const content = marker.name === 'TablesActivated' ? marker.value.tables : marker.value.period;
  await sql`
    insert into command.ledger_markers (marker_number, event_name, content)
    values (${marker.value.markerNumber}, ${marker.name}, ${content})
        on conflict do nothing
  `.execute(executor);
}

/**
 * What is in force by the markers read so far; null before the first tables.
 *
 * @throws LedgerTablesError `RIEL_LEDGER_TABLES_INVALID` for tables that this version cannot read
 */
export async function loadLedgerInForce(executor: Executor): Promise<LedgerInForce | null> {
  const { rows } = await sql<{ tables: string | null; closed_through: string | null }>`
    select (select content from command.ledger_markers
             where event_name = 'TablesActivated'
             order by marker_number desc limit 1) as tables,
           (select max(content) from command.ledger_markers
             where event_name = 'PeriodClosed') as closed_through
  `.execute(executor);
  const [row] = rows;
  if (row === undefined || row.tables === null) return null;
  const parsed = parseTables(JSON.parse(row.tables));
  if (parsed.kind === 'invalid') throw new LedgerTablesError(parsed.problems[0]?.path ?? '');
  return { tables: parsed.tables, closedThrough: row.closed_through };
}
