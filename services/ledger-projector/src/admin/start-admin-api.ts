import { createHttpServer, listen, startApiKeys } from '@riel/http';
import type { Listening } from '@riel/http';
import type { Kafka } from '@riel/kafka';
import type { Logger, Metrics, Parts } from '@riel/runtime';
import { awaitReading } from '../periods/await-reading.ts';
import { endOfLog } from '../periods/end-of-log.ts';
import { findRuns } from '../periods/sql/reconciliation-runs.ts';
import { startRunConsumer } from '../periods/start-run-consumer.ts';
import { bookedTopicNames } from '../projection/booked-topics.ts';
import type { Settings } from '../settings.ts';
import type { AdminOptions } from './admin-options.ts';
import { addAnchorRoutes } from './anchor-routes.ts';
import { addPeriodRoutes } from './period-routes.ts';
import { addSetAsideRoutes } from './set-aside-routes.ts';
import { addTableRoutes } from './table-routes.ts';

export interface AdminApiOptions extends AdminOptions {
  readonly setting: Settings;
  readonly kafka: Kafka;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly parts: Parts;
}

const POLL_MILLISECONDS = 50;

/**
 * Starts the API of operators: tables, periods, anchors, records set aside. It is apart from health
 * and metrics, because it wants keys with the scope `ops`.
 */
export const startAdminApi = async (options: AdminApiOptions): Promise<Listening> => {
  const { setting, kafka, logger, metrics, parts, writer } = options;
  const { kysely: executor } = writer.database;
  await parts.start('consumer of reconciliation runs', () =>
    startRunConsumer({
      kafka,
      executor,
      schemaRegistryUrl: setting.SCHEMA_REGISTRY_URL,
      groupId: `${setting.KAFKA_GROUP_ID}.runs`,
      logger,
    }),
  );
  const apiKeys = await parts.start('API keys', () =>
    startApiKeys({
      file: setting.API_KEYS_FILE,
      allowOpenAccess: setting.RIEL_ENV === 'local',
      logger,
    }),
  );
  const server = await createHttpServer({
    api: { title: 'Riel ledger administration', version: '1' },
    logger,
    metrics,
    apiKeys,
    bodyLimitBytes: setting.ADMIN_BODY_BYTES_MAX,
  });
  addTableRoutes(server, options);
  addAnchorRoutes(server, options);
  addSetAsideRoutes(server, options);
  const waitMilliseconds = setting.CLOSING_WAIT_MILLISECONDS;
  addPeriodRoutes(server, {
    ...options,
    findRuns,
    awaitReading: async () => {
      const limits = { waitMilliseconds, pollMilliseconds: POLL_MILLISECONDS };
      return awaitReading(executor, await endOfLog(kafka, bookedTopicNames), limits);
    },
  });
  return parts.start('admin API', () =>
    listen(server, { host: setting.HTTP_HOST, port: setting.HTTP_PORT }),
  );
};
