import { connect, requireDurableCommits, requireMigrated, type Database } from '@riel/database';
import type { Logger, Parts } from '@riel/runtime';
import { migrations, schema } from '../migrations/index.ts';
import type { ReconciliationConfiguration } from './configuration.ts';

/** A step waits for Mono inside its transaction; Mono's own time-outs end that wait long before this. */
const IDLE_IN_TRANSACTION_MILLISECONDS = 300_000;

/** Opens the pool. Throws when tables are missing, or when a confirmed commit could be lost. */
export async function openDatabase(
  configuration: ReconciliationConfiguration,
  logger: Logger,
  parts: Parts,
): Promise<Database> {
  const database = await connect({
    url: configuration.DATABASE_URL,
    schema,
    applicationName: 'riel-reconciliation',
    poolConnectionsMax: configuration.DATABASE_CONNECTIONS_MAX,
    statementTimeoutMilliseconds: configuration.STATEMENT_TIMEOUT_MILLISECONDS,
    idleInTransactionTimeoutMilliseconds: IDLE_IN_TRANSACTION_MILLISECONDS,
    onConnectionLost: (error) => logger.warn({ error }, 'a database connection was lost'),
  });
  parts.add('database', () => database.close());
  await requireMigrated(database.kysely, { schema, migrations });
  await requireDurableCommits(database.kysely);
  return database;
}
