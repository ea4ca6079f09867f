import { sql, type Database } from '@riel/database';
import { bogotaDate, type Logger } from '@riel/runtime';
import type { Instant } from '@riel/schemas';
import { agingTables, deleteOldRows, type AgingTable } from './delete-old-rows.ts';

/** What keeping house needs. */
export interface HousekeepingPorts {
  readonly database: Database;
  readonly logger: Logger;
  readonly now: () => Instant;
  readonly evidenceRetentionYears: number;
  /** Days for which rows of each table are kept. */
  readonly retentionDays: Readonly<Record<keyof typeof agingTables, number>>;
  readonly rowsMax: number;
}

const MICROSECONDS_PER_DAY = 86_400_000_000;
/** Rounds of deletion of one table at a time, so that a large backlog does not hold up the months. */
const ROUNDS_MAX = 200;

/** Makes sure that this month and the next have a partition for evidence. */
export async function ensureEvidenceMonths(database: Database, at: Instant): Promise<void> {
  const today = bogotaDate(at);
  await sql`
    select webhook.ensure_evidence_month(month::date)
      from unnest(array[${today}::date, (${today}::date + interval '1 month')::date]) as month
  `.execute(database.kysely);
}

async function dropEvidenceMonths({
  database,
  logger,
  now,
  evidenceRetentionYears,
}: HousekeepingPorts): Promise<void> {
  const { rows } = await sql<{ month: string }>`
    select webhook.drop_evidence_months(${evidenceRetentionYears}::integer,
             ${bogotaDate(now())}::date) as month`.execute(database.kysely);
  if (rows.length > 0) logger.info({ count: rows.length }, 'months of evidence were dropped');
}

async function clear(
  ports: HousekeepingPorts,
  table: AgingTable,
  retentionDays: number,
): Promise<void> {
  const before = BigInt(ports.now() - retentionDays * MICROSECONDS_PER_DAY);
  for (let round = 0; round < ROUNDS_MAX; round += 1) {
    const { rowsMax } = ports;
    const deleted = await deleteOldRows(ports.database.kysely, table, { before, rowsMax });
    if (deleted < rowsMax) return;
  }
}

/** Makes months of evidence, drops those past their retention, and deletes rows that have served. */
export async function keepHouse(ports: HousekeepingPorts): Promise<void> {
  await ensureEvidenceMonths(ports.database, ports.now());
  await dropEvidenceMonths(ports);
  for (const [name, table] of Object.entries(agingTables)) {
    await clear(ports, table, ports.retentionDays[name as keyof typeof agingTables]);
  }
}
