import { createHttpServer, listen, startApiKeys, type HttpServer } from '@riel/http';
import {
  createLogger,
  createMetrics,
  createParts,
  now,
  readConfiguration,
  startAdminServer,
  type Parts,
  type RunningService,
} from '@riel/runtime';
import { reconciliationSettings, type ReconciliationConfiguration } from './configuration.ts';
import { addDriftRoutes } from './http/drift-routes.ts';
import { addImportRoutes } from './http/import-routes.ts';
import { addProofRoutes } from './http/proof-routes.ts';
import { addRunRoutes } from './http/run-routes.ts';
import { createTablesReader } from './ledger/read-tables.ts';
import { createReadAhead } from './mono/read-ahead.ts';
import { openDatabase } from './open-database.ts';
import { openEvents, openRelay } from './open-events.ts';
import { openMono } from './open-mono.ts';
import { createReconciliationMetrics } from './reconciliation-metrics.ts';
import { expectationsOf, runLimitsOf, windowRulesOf } from './run-settings.ts';
import type { OpenPorts } from './runs/open-runs.ts';
import type { RunPorts } from './runs/step.ts';
import { startBackground } from './start-background.ts';

/** Pages that were asked for before their step began: one for each run that is under way, within reason. */
const READ_AHEAD_PAGES_MAX = 4;

/** Where a running reconciliation service answers. */
export type ReconciliationService = RunningService & { readonly httpUrl: string };

/** Starts reconciliation. It refuses to start when settings, keys, tables or schemas are not there. */
export async function startReconciliationService(
  environment: NodeJS.ProcessEnv,
): Promise<ReconciliationService> {
  const configuration = readConfiguration(reconciliationSettings, environment);
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
  configuration: ReconciliationConfiguration,
  parts: Parts,
): Promise<ReconciliationService> {
  const logger = createLogger({ service: 'reconciliation', level: configuration.LOG_LEVEL });
  const metrics = createMetrics('reconciliation');
  const { events, signer } = await openEvents(configuration);
  const mono = await openMono(configuration, logger, parts);
  const database = await openDatabase(configuration, logger, parts);
  const relay = openRelay({ configuration, database, logger, metrics }, parts);
  const runs: RunPorts = {
    ...mono,
    database,
    now,
    events,
    signer,
    tables: createTablesReader(),
    readAhead: createReadAhead(READ_AHEAD_PAGES_MAX),
    expectations: expectationsOf(configuration),
    limits: runLimitsOf(configuration),
  };
  const opening: OpenPorts = { ...mono, database, now, rules: windowRulesOf(configuration) };
  const counters = createReconciliationMetrics(metrics, { database, now });
  const onEvents = (): void => relay.wake();
  const apiKeys = await parts.start('API keys', () =>
    startApiKeys({
      file: configuration.API_KEYS_FILE,
      allowOpenAccess: configuration.RIEL_ENV === 'local',
      logger,
    }),
  );
  const server: HttpServer = await createHttpServer({
    api: { title: 'Riel reconciliation', version: '1' },
    logger,
    metrics,
    apiKeys,
    bodyLimitBytes: configuration.BODY_BYTES_MAX,
  });
  const working = startBackground(
    { configuration, runs, opening, counters, logger, onEvents },
    parts,
  );
  addRunRoutes(server, { runs, opening, onOpened: () => working.wake() });
  addDriftRoutes(server, { runs, onEvents });
  addImportRoutes(server, { runs, onEvents });
  addProofRoutes(server, { runs });
  const { httpUrl } = await parts.start('HTTP', () =>
    listen(server, { host: configuration.HTTP_HOST, port: configuration.HTTP_PORT }),
  );
  const { adminUrl } = await parts.start('admin server', () =>
    startAdminServer({
      metrics,
      logger,
      host: configuration.HTTP_HOST,
      port: configuration.ADMIN_PORT,
      isReady: async () => {
        await database.ping();
        return true;
      },
    }),
  );
  return { httpUrl, adminUrl, stop: () => parts.stop() };
}
