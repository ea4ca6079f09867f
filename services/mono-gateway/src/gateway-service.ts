import { readApiKeyFile } from '@riel/mono-client';
import {
  createLogger,
  createMetrics,
  createParts,
  now,
  readConfiguration,
  startAdminServer,
  startFileRing,
  type Parts,
  type Repeated,
  type RunningService,
} from '@riel/runtime';
import { startAdminApi } from './admin/start-admin-api.ts';
import { gatewaySettings, type GatewayConfiguration } from './configuration.ts';
import { createGatewayCounters, registerGatewayGauges } from './gateway-metrics.ts';
import { loadKeyRings } from './key-rings.ts';
import { createKeyDesk, type KeyDesk } from './keys/key-desk.ts';
import { watchKeyAge } from './keys/watch-key-age.ts';
import { openDatabase } from './open-database.ts';
import { openCodecs, openOutbox } from './open-kafka.ts';
import type { SharedParts } from './shared-parts.ts';
import { startRequestConsumer } from './start-consumer.ts';
import { requireTopicsIfReachable } from './require-topics.ts';
import { createWatch, startBanks, startWatching, startWork } from './start-work.ts';

/**
 * Starts the gateway. It refuses to start when settings, keys, tables, schemas or topics
 * are not there, and starts without Kafka: requests are then read when it comes.
 */
export async function startGatewayService(environment: NodeJS.ProcessEnv): Promise<RunningService> {
  const configuration = readConfiguration(gatewaySettings, environment);
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
  configuration: GatewayConfiguration,
  parts: Parts,
): Promise<RunningService> {
  const shared = await openShared(configuration, parts);
  const { database, logger, metrics } = shared;
  const watch = createWatch(shared);
  const lanes = startWork(shared, parts, watch);
  const onWork = (): void => lanes.wake();
  startBanks(shared, parts);
  let watching: Repeated | null = null;
  await requireTopicsIfReachable(shared);
  const consumer = startRequestConsumer(shared, parts, {
    onWork,
    onAssigned: () => watching?.wake(),
    beforeRewind: async () => void (await watch.look()),
  });
  watching = startWatching(shared, parts, { watch, consumer, onWork });
  const { httpUrl } = await startAdminApi(shared, parts, onWork);
  const { adminUrl } = await parts.start('admin server', () =>
    startAdminServer({
      metrics,
      logger,
      host: configuration.HTTP_HOST,
      port: configuration.ADMIN_PORT,
      // Mono is not asked: while it is away, requests are taken and wait.
      isReady: async () => {
        await database.ping();
        return consumer.isHealthy();
      },
    }),
  );
  return { httpUrl, adminUrl, stop: () => parts.stop() };
}

async function openShared(configuration: GatewayConfiguration, parts: Parts): Promise<SharedParts> {
  const logger = createLogger({ service: 'mono-gateway', level: configuration.LOG_LEVEL });
  const metrics = createMetrics('mono-gateway');
  const keyRings = await loadKeyRings(configuration);
  const codecs = await openCodecs(configuration.SCHEMA_REGISTRY_URL);
  const database = await openDatabase(configuration, logger, parts);
  const { kafka, relay } = openOutbox({ configuration, database, logger, metrics }, parts);
  let desk: KeyDesk | null = null;
  const ring = await parts.start('API keys of Mono', () =>
    startFileRing({
      setting: 'MONO_API_KEYS_DIRECTORY',
      folder: configuration.MONO_API_KEYS_DIRECTORY,
      logger,
      read: readApiKeyFile,
      createdAt: (key) => key.createdAt,
      onChange: () => {
        desk?.register().catch((error: unknown) => {
          logger.error({ error }, 'a new API key could not be noted');
        });
      },
    }),
  );
  const refusesOld = configuration.MONO_KEY_MAX_AGE_ACTION === 'refuse';
  const keys = createKeyDesk({
    database,
    logger,
    now,
    keys: () => ring.current(),
    ageDaysMax: refusesOld ? configuration.MONO_KEY_MAX_AGE_DAYS : null,
    refusedMilliseconds: configuration.MONO_KEY_REFUSED_MILLISECONDS,
    steadyMilliseconds: () => performance.now(),
    readStartMillisecondsMax: configuration.MONO_SEND_START_MILLISECONDS_MAX,
  });
  desk = keys;
  await keys.register();
  const keyAge = watchKeyAge({
    metrics,
    logger,
    keys: () => ring.current(),
    nowMilliseconds: () => Date.now(),
    warnDays: configuration.MONO_KEY_WARN_AGE_DAYS,
    maxDays: configuration.MONO_KEY_MAX_AGE_DAYS,
  });
  parts.add('key age', keyAge);
  const counters = createGatewayCounters(metrics);
  registerGatewayGauges(metrics, { database, now });
  return {
    configuration,
    logger,
    metrics,
    database,
    kafka,
    relay,
    counters,
    keyRings,
    keys,
    ring: () => ring.current(),
    codecs,
  };
}
