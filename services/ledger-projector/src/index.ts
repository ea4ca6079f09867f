import { createCodec } from '@riel/avro';
import { connect, requireDurableCommits, requireMigrated } from '@riel/database';
import { createKafka, createProducer, requireTopics } from '@riel/kafka';
import {
  commaList,
  createLogger,
  createMetrics,
  createParts,
  fatal,
  readConfiguration,
  startAdminServer,
} from '@riel/runtime';
import type { RunningService } from '@riel/runtime';
import { LEDGER_ENTRIES_TOPIC } from '@riel/schemas';
import { migrations, schema } from '../migrations/index.ts';
import { AccountDirectory } from './projection/accounts.ts';
import { createActivity } from './projection/activity.ts';
import {
  bookedEventNames,
  bookedTopicNames,
  bookedTopicsByName,
} from './projection/booked-topics.ts';
import { startProjection } from './projection/start-projection.ts';
import { TablesCache } from './projection/tables-cache.ts';
import { startRelayOfEntries } from './relay/start-relay-of-entries.ts';
import { settings } from './settings.ts';

export { LedgerError } from './errors.ts';
export type { LedgerErrorCode } from './errors.ts';
export { createMarkerPublisher } from './markers/publish-marker.ts';
export type { MarkedTopic } from './markers/publish-marker.ts';
export { activateTables, writeMarkers } from './markers/write-marker.ts';
export type {
  Activation,
  MarkerPublisher,
  MarkerWriterOptions,
  TablesToActivate,
} from './markers/write-marker.ts';
export { lastMarker } from './markers/sql/markers.ts';
export type { MarkerRow } from './markers/sql/markers.ts';

/** Starts booking. Resolves when the consumer has joined its group. */
export const start = async (environment: NodeJS.ProcessEnv): Promise<RunningService> => {
  const setting = readConfiguration(settings, environment);
  const logger = createLogger({ service: 'ledger-projector', level: setting.LOG_LEVEL });
  const metrics = createMetrics('ledger-projector');
  const parts = createParts({ stopTimeoutMilliseconds: setting.STOP_TIMEOUT_MILLISECONDS });

  const database = await connect({
    url: setting.DATABASE_URL,
    schema,
    applicationName: 'riel-ledger-projector',
    // The relay, health and the check at assignment need one each beside the partitions.
    poolConnectionsMax: setting.PARTITIONS_CONCURRENTLY_MAX + 3,
    onConnectionLost: (error) => logger.warn({ error }, 'a database connection was lost'),
  });
  parts.add('database', () => database.close());
  await requireMigrated(database.kysely, { schema, migrations });
  await requireDurableCommits(database.kysely);

  const brokers = commaList(setting.KAFKA_BROKERS);
  const kafka = createKafka({ brokers, clientId: 'ledger-projector', logger });
  await requireTopics(kafka, [...bookedTopicNames, LEDGER_ENTRIES_TOPIC]);
  const codec = await createCodec({
    registryUrl: setting.SCHEMA_REGISTRY_URL,
    writes: ['EntryPosted'],
    reads: bookedEventNames,
  });
  const producer = createProducer(kafka);
  parts.add('producer', producer);

  const relay = await startRelayOfEntries({
    setting,
    database,
    codec,
    producer,
    kafka,
    logger,
    metrics,
  });
  parts.add('relay of entries', relay);

  const activity = createActivity({
    metrics,
    logger,
    clock: () => performance.now(),
    stuckAfterMilliseconds: setting.STUCK_AFTER_MILLISECONDS,
    onBooked: relay.wake,
  });
  const consumer = await parts.start('consumer', () =>
    startProjection({
      kafka,
      topics: bookedTopicsByName,
      groupId: setting.KAFKA_GROUP_ID,
      chunkRecordsMax: setting.CHUNK_RECORDS_MAX,
      partitionsConsumedConcurrently: setting.PARTITIONS_CONCURRENTLY_MAX,
      projection: {
        database,
        codec,
        tables: new TablesCache(),
        directory: new AccountDirectory(),
      },
      retryLimits: { attemptsMax: setting.DATABASE_ATTEMPTS_MAX },
      observer: activity,
      onFatal: fatal,
    }),
  );
  const admin = await parts.start('admin server', () =>
    startAdminServer({
      host: setting.HTTP_HOST,
      port: setting.ADMIN_PORT,
      metrics,
      logger,
      isReady: async () => {
        await database.ping();
        return consumer.isHealthy() && !activity.isStuck();
      },
    }),
  );
  return { adminUrl: admin.adminUrl, stop: parts.stop };
};
