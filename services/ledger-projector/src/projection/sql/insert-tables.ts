import { sql } from '@riel/database';
import type { Transaction } from '@riel/database';
import { LedgerError } from '../../errors.ts';
import type { TablesRow } from '../rows.ts';

/**
 * Keeps tables as the log brought them. Every partition brings the same ones; a partition whose
 * tables of a number differ from those of another is a log that nobody can book.
 */
export const insertTables = async (transaction: Transaction, row: TablesRow): Promise<void> => {
  await sql`
    insert into ledger.tables (marker_number, event_id, tables_digest, content, occurred_at, author)
    values (${row.markerNumber}, ${row.eventId}, ${row.tablesDigest}, ${row.content},
      ${BigInt(row.occurredAt)}, ${row.author})
    on conflict (marker_number) do nothing
  `.execute(transaction);
  const { rows } = await sql<{ tables_digest: Buffer }>`
    select tables_digest from ledger.tables where marker_number = ${row.markerNumber}
  `.execute(transaction);
  if (rows[0] === undefined || !rows[0].tables_digest.equals(row.tablesDigest)) {
    throw new LedgerError(
      'RIEL_MARKER_CONFLICT',
      `marker ${row.markerNumber} brings other tables than in another partition`,
    );
  }
};
