import { createHttpServer, listen } from '@riel/http';
import {
  createLogger,
  createMetrics,
  createParts,
  now,
  readConfiguration,
  startAdminServer,
  startFileRing,
  type Parts,
  type RunningService,
} from '@riel/runtime';
import { webhookSettings, type WebhookConfiguration } from './configuration.ts';
import { addWebhookRoute } from './http/webhook-route.ts';
import { loadKeyRings } from './key-rings.ts';
import { openDatabase } from './open-database.ts';
import { openCodecs, openOutbox } from './open-kafka.ts';
import { createReceiptDoor } from './receipts/receipt-door.ts';
import { readSecretFile } from './secrets/webhook-secret-file.ts';
import { startBackground } from './start-background.ts';
import { createWebhookCounters } from './webhook-metrics.ts';

/** Where a running webhook service answers. */
export type WebhookService = RunningService & { readonly httpUrl: string };

/** Starts the webhook service. It refuses to start when settings, keys, tables, schemas or topics are not there. */
export async function startWebhookService(environment: NodeJS.ProcessEnv): Promise<WebhookService> {
  const configuration = readConfiguration(webhookSettings, environment);
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
  configuration: WebhookConfiguration,
  parts: Parts,
): Promise<WebhookService> {
  const logger = createLogger({ service: 'webhook', level: configuration.LOG_LEVEL });
  const metrics = createMetrics('webhook');
  const keys = await loadKeyRings(configuration);
  const secrets = await parts.start('secrets', () =>
    startFileRing({
      setting: 'MONO_WEBHOOK_SECRETS_DIRECTORY',
      folder: configuration.MONO_WEBHOOK_SECRETS_DIRECTORY,
      logger,
      read: readSecretFile,
      createdAt: (secret) => secret.createdAt,
    }),
  );
  const codecs = await openCodecs(configuration.SCHEMA_REGISTRY_URL);
  const database = await openDatabase(configuration, logger, parts);
  const { kafka, relay } = openOutbox({ configuration, database, logger, metrics }, parts);
  const door = createReceiptDoor({
    ...keys,
    database,
    logger,
    now,
    encode: codecs.encodeEvent,
    onCommitted: () => {
      relay.wake();
      background?.lookUps.wake();
    },
    waitMilliseconds: configuration.COALESCE_WAIT_MILLISECONDS,
    webhooksMax: configuration.COALESCE_WEBHOOKS_MAX,
    queueWebhooksMax: configuration.COALESCE_QUEUE_WEBHOOKS_MAX,
    transactionsMax: configuration.COALESCE_TRANSACTIONS_MAX,
  });
  const counters = createWebhookCounters(metrics, {
    secrets: () => secrets.current(),
    waiting: () => door.waiting,
  });
  const shared = { configuration, database, kafka, relay, logger, keys, counters, ...codecs };
  const background = await startBackground(shared, parts);
  parts.add('receipts', door);
  const server = await createHttpServer({
    api: { title: 'Riel webhooks', version: '1' },
    logger,
    metrics,
    requestLogLevel: 'debug',
    bodyLimitBytes: configuration.BODY_BYTES_MAX,
    requestTimeoutMilliseconds: configuration.REQUEST_TIMEOUT_MILLISECONDS,
  });
  await addWebhookRoute(server, {
    secrets: () => secrets.current(),
    nowSeconds: () => Math.floor(now() / 1_000_000),
    toleranceSeconds: configuration.WEBHOOK_TOLERANCE_SECONDS,
    futureToleranceSeconds: configuration.WEBHOOK_FUTURE_TOLERANCE_SECONDS,
    store: (receipt) => door.store(receipt),
    onRefused: (reason) => counters.refused(reason),
    onReceived: (eventType, outcome) => counters.received(eventType, outcome),
  });
  const { httpUrl } = await parts.start('HTTP', () =>
    listen(server, { host: configuration.HTTP_HOST, port: configuration.HTTP_PORT }),
  );
  const { adminUrl } = await parts.start('admin server', () =>
    startAdminServer({
      metrics,
      logger,
      host: configuration.HTTP_HOST,
      port: configuration.ADMIN_PORT,
      // Kafka is not asked: while it is away webhooks are taken, and the outbox waits.
      isReady: async () => {
        await database.ping();
        return true;
      },
    }),
  );
  return { httpUrl, adminUrl, stop: () => parts.stop() };
}
