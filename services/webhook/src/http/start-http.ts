import { createHttpServer, listen, type ApiKeys, type HttpServer } from '@riel/http';
import { now, type Logger, type Metrics, type Parts } from '@riel/runtime';
import type { WebhookConfiguration } from '../configuration.ts';
import type { ReceiptDoor } from '../receipts/receipt-door.ts';
import type { SecretRing } from '../secrets/secret-ring.ts';
import type { WebhookCounters } from '../webhook-metrics.ts';
import { connectionsMaxOf, openFilesMax } from './connections-max.ts';
import { registerEvidenceRoutes } from './evidence-routes.ts';
import { registerLookUpRoutes } from './look-up-routes.ts';
import type { OpsPorts } from './ops-ports.ts';
import { registerSecretRoutes } from './secret-routes.ts';
import { addWebhookRoute } from './webhook-route.ts';

/** What the HTTP server of the service needs. */
export interface HttpOptions {
  readonly configuration: WebhookConfiguration;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly apiKeys: ApiKeys;
  readonly ring: SecretRing;
  readonly door: Pick<ReceiptDoor, 'store'>;
  readonly counters: () => WebhookCounters;
  readonly ops: OpsPorts;
}

const MICROSECONDS_PER_SECOND = 1_000_000;

/** Makes the server: the route for Mono is open to all and believes signatures; the rest asks for keys. */
export async function createWebhookServer(options: HttpOptions): Promise<HttpServer> {
  const { configuration, logger, metrics, apiKeys, ring, door, counters, ops } = options;
  const server = await createHttpServer({
    api: { title: 'Riel webhooks', version: '1' },
    logger,
    metrics,
    apiKeys,
    requestLogLevel: 'debug',
    bodyLimitBytes: configuration.BODY_BYTES_MAX,
    requestTimeoutMilliseconds: configuration.REQUEST_TIMEOUT_MILLISECONDS,
  });
  server.server.maxConnections = connectionsMaxOf(configuration.CONNECTIONS_MAX, openFilesMax());
  await addWebhookRoute(server, {
    secrets: () => ring.active(),
    nowSeconds: () => Math.floor(now() / MICROSECONDS_PER_SECOND),
    toleranceSeconds: configuration.WEBHOOK_TOLERANCE_SECONDS,
    futureToleranceSeconds: configuration.WEBHOOK_FUTURE_TOLERANCE_SECONDS,
    store: (receipt) => door.store(receipt),
    onRefused: (reason) => counters().refused(reason),
    onReceived: (eventType, outcome) => counters().received(eventType, outcome),
  });
  registerSecretRoutes(server, ops);
  registerEvidenceRoutes(server, ops);
  registerLookUpRoutes(server, ops);
  return server;
}

/** Opens the port. */
export async function listenForWebhooks(
  server: HttpServer,
  { HTTP_HOST: host, HTTP_PORT: port }: WebhookConfiguration,
  parts: Parts,
): Promise<string> {
  const { httpUrl } = await parts.start('HTTP', () => listen(server, { host, port }));
  return httpUrl;
}
