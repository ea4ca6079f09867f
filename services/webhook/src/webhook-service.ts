import type { Database } from '@riel/database';
import { startApiKeys, type ApiKeys } from '@riel/http';
import {
  createLogger,
  createMetrics,
  createParts,
  fatal,
  now,
  readConfiguration,
  repeat,
  startAdminServer,
  startFileRing,
  startServiceThread,
  type FileRing,
  type Logger,
  type Metrics,
  type Parts,
  type RunningService,
  type ServiceThread,
} from '@riel/runtime';
import { backgroundSignals } from './background-signals.ts';
import { webhookSettings, type WebhookConfiguration } from './configuration.ts';
import { countConnections } from './http/connections-max.ts';
import { createWebhookServer, listenForWebhooks } from './http/start-http.ts';
import { loadKeyRings } from './key-rings.ts';
import { openDatabase } from './open-database.ts';
import { openEventCodec } from './event-codecs.ts';
import { createReceiptDoor } from './receipts/receipt-door.ts';
import { createSecretRing, type SecretRing } from './secrets/secret-ring.ts';
import { readSecretFile, type DatedSecret } from './secrets/webhook-secret-file.ts';
import { createWebhookCounters } from './webhook-metrics.ts';

/** Where a running webhook service answers. */
export type WebhookService = RunningService & { readonly httpUrl: string };

/** Starts the webhook service. It refuses to start when settings, keys, tables, schemas or topics are not there. */
export async function startWebhookService(environment: NodeJS.ProcessEnv): Promise<WebhookService> {
  const configuration = readConfiguration(webhookSettings, environment);
  const parts = createParts({ stopTimeoutMilliseconds: configuration.STOP_TIMEOUT_MILLISECONDS });
  try {
    return await startParts({ configuration, environment }, parts);
  } catch (error) {
    // What could not start is the news; that something else did not stop is not.
    await parts.stop().catch(() => undefined);
    throw error;
  }
}

interface Settings {
  readonly configuration: WebhookConfiguration;
  readonly environment: NodeJS.ProcessEnv;
}

async function startParts(settings: Settings, parts: Parts): Promise<WebhookService> {
  const { configuration } = settings;
  const logger = createLogger({ service: 'webhook', level: configuration.LOG_LEVEL });
  const metrics = createMetrics('webhook');
  const keys = await loadKeyRings(configuration);
  const files = await startSecretFiles(configuration, logger, parts);
  const { encodeEvent: encode } = await openEventCodec(configuration.SCHEMA_REGISTRY_URL);
  const connectionsMax = configuration.DATABASE_CONNECTIONS_MAX;
  const database = await openDatabase({ configuration, logger, connectionsMax }, parts);
  const ring = await startSecretRing({ configuration, logger, database, files }, parts);
  const background = await startBackgroundThread(settings, metrics, parts);
  const facts = {
    database,
    now,
    onCommitted: ({ asked } = { asked: true }) => {
      background.signal(backgroundSignals.published);
      if (asked) background.signal(backgroundSignals.asked);
    },
    texts: keys.texts,
    encode,
    unnamedHoldMilliseconds: configuration.UNNAMED_HOLD_MILLISECONDS,
  };
  const door = createReceiptDoor({
    ...facts,
    logger,
    sealer: keys.sealer,
    ...limits(configuration),
  });
  parts.add('receipts', door);
  const ops = { ...facts, logger, ring, prepareSealer: () => keys.sealer.prepare() };
  const apiKeys = await startOpsKeys(configuration, logger, parts);
  const http = { configuration, logger, metrics, apiKeys, ring, door, ops };
  const server = await createWebhookServer({ ...http, counters: () => counters });
  const counters = createWebhookCounters(metrics, {
    ring,
    now,
    executor: database.kysely,
    overdueSeconds: configuration.LOOK_UP_OVERDUE_SECONDS,
    waitingWebhooks: () => door.waiting,
    openConnections: () => countConnections(server),
  });
  const httpUrl = await listenForWebhooks(server, configuration, parts);
  const { adminUrl } = await parts.start('admin server', () =>
    startAdminServer({
      metrics,
      logger,
      host: configuration.HTTP_HOST,
      port: configuration.ADMIN_PORT,
      // Kafka is not asked: while it is away webhooks are taken, and the outbox waits.
      isReady: async () => {
        await database.ping();
        return ring.active().length > 0;
      },
    }),
  );
  return { httpUrl, adminUrl, stop: () => parts.stop() };
}

async function startBackgroundThread(
  { configuration, environment }: Settings,
  metrics: Metrics,
  parts: Parts,
): Promise<ServiceThread> {
  return await parts.start('background', () =>
    startServiceThread({
      name: 'background',
      module: new URL('./background-thread.ts', import.meta.url),
      environment,
      memory: {
        oldMegabytesMax: configuration.BACKGROUND_OLD_MEGABYTES_MAX,
        youngMegabytesMax: configuration.BACKGROUND_YOUNG_MEGABYTES_MAX,
      },
      metrics,
      onFatal: fatal,
    }),
  );
}

const limits = (configuration: WebhookConfiguration) => ({
  waitMilliseconds: configuration.COALESCE_WAIT_MILLISECONDS,
  webhooksMax: configuration.COALESCE_WEBHOOKS_MAX,
  queueWebhooksMax: configuration.COALESCE_QUEUE_WEBHOOKS_MAX,
  transactionsMax: configuration.COALESCE_TRANSACTIONS_MAX,
});

async function startSecretFiles(
  configuration: WebhookConfiguration,
  logger: Logger,
  parts: Parts,
): Promise<FileRing<DatedSecret>> {
  return await parts.start('secrets', () =>
    startFileRing({
      setting: 'MONO_WEBHOOK_SECRETS_DIRECTORY',
      folder: configuration.MONO_WEBHOOK_SECRETS_DIRECTORY,
      logger,
      read: readSecretFile,
      createdAt: (secret) => secret.createdAt,
    }),
  );
}

async function startOpsKeys(
  configuration: WebhookConfiguration,
  logger: Logger,
  parts: Parts,
): Promise<ApiKeys> {
  return await parts.start('API keys', () =>
    startApiKeys({
      file: configuration.API_KEYS_FILE,
      allowOpenAccess: configuration.RIEL_ENV === 'local',
      logger,
    }),
  );
}

interface SecretRingOptions {
  readonly configuration: WebhookConfiguration;
  readonly logger: Logger;
  readonly database: Database;
  readonly files: FileRing<DatedSecret>;
}

async function startSecretRing(
  { configuration, logger, database, files }: SecretRingOptions,
  parts: Parts,
): Promise<SecretRing> {
  const ring = await createSecretRing(files, database.kysely);
  const statuses = repeat({
    name: 'secret statuses',
    pauseMilliseconds: configuration.SECRET_STATUS_POLL_MILLISECONDS,
    logger,
    round: () => ring.refresh(),
  });
  parts.add('secret statuses', statuses);
  return ring;
}
