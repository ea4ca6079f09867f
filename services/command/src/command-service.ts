import { startApiKeys } from '@riel/http';
import {
  createLogger,
  createMetrics,
  createParts,
  startAdminServer,
  type Parts,
  type RunningService,
} from '@riel/runtime';
import { startBankListCache } from './banks/bank-list-cache.ts';
import { loadBankList } from './banks/bank-list-store.ts';
import { createCodecs } from './codecs.ts';
import { createCommandCounter } from './command-metrics.ts';
import { callersOf, readCommandConfiguration, type CommandConfiguration } from './configuration.ts';
import { startConsumers } from './consumers/start-consumers.ts';
import { startApi } from './http/start-api.ts';
import { loadKeyRings } from './key-rings.ts';
import { openDatabase } from './open-database.ts';
import { openOutbox } from './open-outbox.ts';
import { createTransferPreparer } from './transfers/create-transfer-preparer.ts';

/** Where a running command service answers. */
export type CommandService = RunningService & { readonly httpUrl: string };

/**
 * Starts the command service. It refuses to start when its settings, keys, tables, schemas or topics are not
 * there, and says which; an unreachable Kafka alone only makes the outbox wait.
 */
export async function startCommandService(environment: NodeJS.ProcessEnv): Promise<CommandService> {
  const configuration = readCommandConfiguration(environment);
  const parts = createParts({ stopTimeoutMilliseconds: configuration.STOP_TIMEOUT_MILLISECONDS });
  try {
    return await startParts(configuration, parts);
  } catch (error) {
    // What could not start is the news; that something else did not stop is not.
    await parts.stop().catch(() => undefined);
    throw error;
  }
}

async function startParts(
  configuration: CommandConfiguration,
  parts: Parts,
): Promise<CommandService> {
  const callers = callersOf(configuration);
  const logger = createLogger({ service: 'command', level: configuration.LOG_LEVEL });
  const metrics = createMetrics('command');
  const count = createCommandCounter(metrics);
  const keys = await loadKeyRings(configuration);
  const codecs = await createCodecs(configuration.SCHEMA_REGISTRY_URL);
  const database = await openDatabase(configuration, logger, parts);
  const outbox = openOutbox({ configuration, database, logger, metrics }, parts);
  const banks = await parts.start('bank list', () =>
    startBankListCache({
      load: () => loadBankList(database),
      refreshMilliseconds: configuration.BANK_LIST_REFRESH_MILLISECONDS,
      logger,
    }),
  );
  const common = { configuration, logger, metrics, count, database, keys, banks };
  const shared = { ...common, ...codecs, ...outbox };
  const prepare = createTransferPreparer(shared);
  const apiKeys = await parts.start('API keys', () =>
    startApiKeys({
      file: configuration.API_KEYS_FILE,
      allowOpenAccess: configuration.RIEL_ENV === 'local',
      logger,
    }),
  );
  await parts.start('consumers', () => startConsumers({ ...shared, prepare, callers }));
  const api = await parts.start('API', () => startApi({ ...shared, prepare, apiKeys }));
  const admin = await parts.start('admin server', () =>
    startAdminServer({
      metrics,
      logger,
      host: configuration.HTTP_HOST,
      port: configuration.ADMIN_PORT,
      // Kafka is not asked: while it is away accepting goes on, and the outbox waits.
      isReady: async () => {
        await database.ping();
        return true;
      },
    }),
  );
  return { httpUrl: api.httpUrl, adminUrl: admin.adminUrl, stop: () => parts.stop() };
}
