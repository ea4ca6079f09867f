import {
  createLogger,
  createMetrics,
  createParts,
  fatal,
  now,
  readConfiguration,
  startAdminServer,
} from '@riel/runtime';
import type { Logger, Parts, RunningService } from '@riel/runtime';
import { bookedTopics } from '@riel/schemas';
import { openAdapters } from './adapters.ts';
import { startAdminApi } from './admin/start-admin-api.ts';
import { startAnchoring } from './anchors/start-anchoring.ts';
import { createMarkerPublisher } from './markers/publish-marker.ts';
import { AccountDirectory } from './projection/accounts.ts';
import { createActivity } from './projection/activity.ts';
import { bookedTopicsByName } from './projection/booked-topics.ts';
import { startProjection } from './projection/start-projection.ts';
import { SubjectMemory } from './projection/subject-memory.ts';
import { TablesCache } from './projection/tables-cache.ts';
import { startRelayOfEntries } from './relay/start-relay-of-entries.ts';
import { settings } from './settings.ts';
import type { Settings } from './settings.ts';

/** Starts booking. Resolves when the consumer runs; a start that fails leaves nothing open. */
export const start = async (environment: NodeJS.ProcessEnv): Promise<RunningService> => {
  const setting = readConfiguration(settings, environment);
  const logger = createLogger({ service: 'ledger-projector', level: setting.LOG_LEVEL });
  const parts = createParts({ stopTimeoutMilliseconds: setting.STOP_TIMEOUT_MILLISECONDS });
  try {
    const { httpUrl, adminUrl } = await compose(setting, logger, parts);
    return { httpUrl, adminUrl, stop: () => parts.stop() };
  } catch (error) {
    // Why it could not start is the news; that something did not stop either is not.
    await parts.stop().catch(() => undefined);
    throw error;
  }
};

const compose = async (
  setting: Settings,
  logger: Logger,
  parts: Parts,
): Promise<{ httpUrl: string; adminUrl: string }> => {
  const metrics = createMetrics('ledger-projector');
  const { database, kafka, codec, producer } = await openAdapters(setting, logger, parts);
  const relay = await parts.start('relay of entries', () =>
    startRelayOfEntries({ setting, database, codec, producer, kafka, logger, metrics }),
  );
  await parts.start('anchors', () =>
    startAnchoring({ setting, database, codec, producer, logger, metrics }),
  );
  const activity = createActivity({
    metrics,
    logger,
    clock: () => performance.now(),
    stuckAfterMilliseconds: setting.STUCK_AFTER_MILLISECONDS,
    onBooked: () => relay.wake(),
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
        memory: new SubjectMemory(setting.SUBJECTS_REMEMBERED_MAX),
        onCommitted: relay.onCommitted,
      },
      retryLimits: { attemptsMax: setting.DATABASE_ATTEMPTS_MAX },
      observer: activity,
      onFatal: fatal,
    }),
  );
  const publish = createMarkerPublisher(producer, bookedTopics);
  const writer = { database, codec, publish, now };
  const { httpUrl } = await startAdminApi({
    writer,
    codec,
    setting,
    kafka,
    logger,
    metrics,
    parts,
  });
  const { adminUrl } = await parts.start('admin server', () =>
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
  return { httpUrl, adminUrl };
};
