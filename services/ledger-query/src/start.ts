import { connect } from '@riel/database';
import { createHttpServer, listen, startApiKeys } from '@riel/http';
import {
  createLogger,
  createMetrics,
  createParts,
  now,
  readConfiguration,
  startAdminServer,
  type RunningService,
} from '@riel/runtime';
import { addAccountRoutes } from './accounts/routes.ts';
import { addCollectionLinkRoutes } from './collection-links/routes.ts';
import { addClosingRoutes } from './closings/routes.ts';
import { settings } from './configuration.ts';
import { addEntryRoutes } from './entries/routes.ts';
import { addExportRoutes } from './exports/routes.ts';
import { createReadOnly } from './read-only.ts';
import { addReportRoutes } from './reports/routes.ts';
import { requireViews } from './require-views.ts';
import { addStatementRoutes } from './statements/routes.ts';
import { addTransferRoutes } from './transfers/routes.ts';

/**
 * Starts the read side. Rejects when a setting is wrong, the database does not answer or lacks the
 * ledger's views, and says which.
 */
export async function start(environment: NodeJS.ProcessEnv): Promise<RunningService> {
  const configuration = readConfiguration(settings, environment);
  const logger = createLogger({ service: 'ledger-query', level: configuration.LOG_LEVEL });
  const metrics = createMetrics('ledger-query');
  const parts = createParts();
  const database = await connect({
    url: configuration.DATABASE_URL,
    schema: 'ledger',
    applicationName: 'riel-ledger-query',
    poolConnectionsMax: configuration.POOL_CONNECTIONS_MAX,
    statementTimeoutMilliseconds: configuration.STATEMENT_TIMEOUT_MILLISECONDS,
    onConnectionLost: (error) => logger.warn({ error }, 'a connection to the database was lost'),
  });
  parts.add('database', async () => await database.close());
  try {
    await requireViews(database.kysely);
  } catch (error) {
    await database.close();
    throw error;
  }
  const apiKeys = await parts.start('API keys', () =>
    startApiKeys({
      file: configuration.API_KEYS_FILE,
      allowOpenAccess: configuration.RIEL_ENV === 'local',
      logger,
    }),
  );
  const server = await createHttpServer({
    api: { title: 'Riel ledger query', version: '1' },
    logger,
    metrics,
    apiKeys,
    bodyLimitBytes: configuration.BODY_BYTES_MAX,
  });
  const readOnly = createReadOnly(database);
  addTransferRoutes(server, readOnly, {
    retryAfterSeconds: configuration.NOT_YET_VISIBLE_RETRY_SECONDS,
  });
  addCollectionLinkRoutes(server, readOnly, {
    now,
    retryAfterSeconds: configuration.NOT_YET_VISIBLE_RETRY_SECONDS,
  });
  addAccountRoutes(server, readOnly);
  addStatementRoutes(server, readOnly);
  addEntryRoutes(server, readOnly);
  addExportRoutes(server, readOnly, {
    exportsConcurrentMax: configuration.EXPORTS_CONCURRENT_MAX,
  });
  addReportRoutes(server, readOnly);
  addClosingRoutes(server, readOnly);
  const { httpUrl } = await parts.start('HTTP', () =>
    listen(server, { host: configuration.HTTP_HOST, port: configuration.HTTP_PORT }),
  );
  const isReady = async (): Promise<boolean> =>
    await database.ping().then(
      () => true,
      () => false,
    );
  const { adminUrl } = await parts.start('admin server', () =>
    startAdminServer({
      host: configuration.HTTP_HOST,
      port: configuration.ADMIN_PORT,
      metrics,
      logger,
      isReady,
    }),
  );
  return { httpUrl, adminUrl, stop: async () => await parts.stop() };
}
