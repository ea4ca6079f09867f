import {
  connect,
  requireDurableCommits,
  requireMigrated,
  sql,
  type Database,
} from '@riel/database';
import { bogotaDate, now, type Logger, type Parts } from '@riel/runtime';
import { migrations, schema } from '../migrations/index.ts';
import type { WebhookConfiguration } from './configuration.ts';

/** Opens the pool. Throws when tables are missing, or when a confirmed commit could be lost. */
export async function openDatabase(
  configuration: WebhookConfiguration,
  logger: Logger,
  parts: Parts,
): Promise<Database> {
  const database = await connect({
    url: configuration.DATABASE_URL,
    schema,
    applicationName: 'riel-webhook',
    poolConnectionsMax: configuration.DATABASE_CONNECTIONS_MAX,
    statementTimeoutMilliseconds: configuration.STATEMENT_TIMEOUT_MILLISECONDS,
    lockTimeoutMilliseconds: configuration.LOCK_TIMEOUT_MILLISECONDS,
    onConnectionLost: (error) => logger.warn({ error }, 'a database connection was lost'),
  });
  parts.add('database', () => database.close());
  await requireMigrated(database.kysely, { schema, migrations });
  await requireDurableCommits(database.kysely);
  return database;
}

/** Makes sure that this month and the next have a partition for evidence. */
export async function ensureEvidenceMonths(database: Database): Promise<void> {
  const today = bogotaDate(now());
  await sql`
    select webhook.ensure_evidence_month(month::date)
      from unnest(array[${today}::date, (${today}::date + interval '1 month')::date]) as month
  `.execute(database.kysely);
}
