import { createCodec } from '@riel/avro';
import type { Codec } from '@riel/avro';
import { connect, requireDurableCommits, requireMigrated } from '@riel/database';
import type { Database } from '@riel/database';
import { createKafka, createProducer, requireTopics } from '@riel/kafka';
import type { Kafka, Producer } from '@riel/kafka';
import { commaList } from '@riel/runtime';
import type { Logger, Parts } from '@riel/runtime';
import { LEDGER_ENTRIES_TOPIC } from '@riel/schemas';
import { migrations, schema } from '../migrations/index.ts';
import { bookedEventNames, bookedTopicNames } from './projection/booked-topics.ts';
import type { BookedEventName } from './projection/read-record.ts';
import type { Settings } from './settings.ts';

/** What the service stands on. */
export interface Adapters {
  readonly database: Database;
  readonly kafka: Kafka;
  readonly codec: Codec<
    'EntryPosted' | 'LedgerAnchored' | 'TablesActivated' | 'PeriodClosed',
    BookedEventName
  >;
  readonly producer: Producer;
}

/**
 * Opens database, broker and registry. Throws, naming what is missing, if a migration, topic or
 * schema is not there, or if the database could lose what it has committed.
 */
export const openAdapters = async (
  setting: Settings,
  logger: Logger,
  parts: Parts,
): Promise<Adapters> => {
  const database = await connect({
    url: setting.DATABASE_URL,
    schema,
    applicationName: 'riel-ledger-projector',
    // The relay, health, the check at assignment and the admin API need one each.
    poolConnectionsMax: setting.PARTITIONS_CONCURRENTLY_MAX + 4,
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
    writes: ['EntryPosted', 'LedgerAnchored', 'TablesActivated', 'PeriodClosed'],
    reads: bookedEventNames,
  });
  const producer = createProducer(kafka);
  parts.add('producer', producer);
  return { database, kafka, codec, producer };
};
