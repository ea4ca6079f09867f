import { connect, requireDurableCommits, requireMigrated, type Database } from '@riel/database';
import type { Logger, Parts } from '@riel/runtime';
import { migrations, schema } from '../migrations/index.ts';
import type { WebhookConfiguration } from './configuration.ts';

/** Who opens a pool, and of how many connections. */
export interface PoolOptions {
  readonly configuration: WebhookConfiguration;
  readonly logger: Logger;
  readonly connectionsMax: number;
}

/** Opens a pool. Throws when tables are missing, or when a confirmed commit could be lost. */
export async function openDatabase(
  { configuration, logger, connectionsMax }: PoolOptions,
  parts: Parts,
): Promise<Database> {
  const database = await connect({
    url: configuration.DATABASE_URL,
    schema,
    applicationName: 'riel-webhook',
    poolConnectionsMax: connectionsMax,
    statementTimeoutMilliseconds: configuration.STATEMENT_TIMEOUT_MILLISECONDS,
    lockTimeoutMilliseconds: configuration.LOCK_TIMEOUT_MILLISECONDS,
    onConnectionLost: (error) => logger.warn({ error }, 'a database connection was lost'),
  });
  parts.add('database', () => database.close());
  await requireMigrated(database.kysely, { schema, migrations });
  await requireDurableCommits(database.kysely);
  return database;
}
