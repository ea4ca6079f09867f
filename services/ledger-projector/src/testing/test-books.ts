import { createCodec, registerSchemas } from '@riel/avro';
import type { Codec } from '@riel/avro';
import { connect } from '@riel/database';
import type { Database } from '@riel/database';
import { bookedTopics } from '@riel/schemas';
import { AccountDirectory } from '../projection/accounts.ts';
import { bookedEventNames, bookedTopicsByName } from '../projection/booked-topics.ts';
import { projectChunk } from '../projection/project-chunk.ts';
import type { Projection } from '../projection/project-chunk.ts';
import type { BookedEvent, BookedEventName } from '../projection/read-record.ts';
import { openPartition } from '../projection/sql/open-partition.ts';
import { TablesCache } from '../projection/tables-cache.ts';
import { TestLog } from './test-log.ts';

/** A place of the log that a test writes to. */
export interface TestPlace {
  readonly topic: string;
  readonly partition: number;
}

/** The books of a test: what is written to its log is booked at once. */
export interface TestBooks {
  /** Appends events to a partition and books them as one chunk. */
  book(place: TestPlace, ...events: readonly BookedEvent[]): Promise<void>;
  /** Appends a record as it is, that of no event, say, and books it. */
  bookBytes(place: TestPlace, value: Buffer): Promise<void>;
  /** Appends a marker to every partition of every booked topic and books it. */
  mark(marker: BookedEvent): Promise<void>;
  close(): Promise<void>;
}

/** Opens the books of a database that has the schema `ledger`, as its owner. */
export const openTestBooks = async (addresses: {
  readonly databaseUrl: string;
  readonly schemaRegistryUrl: string;
}): Promise<TestBooks> => {
  const { databaseUrl: url, schemaRegistryUrl: registryUrl } = addresses;
  await registerSchemas({ registryUrl });
  const codec = await createCodec({
    registryUrl,
    writes: bookedEventNames,
    reads: bookedEventNames,
  });
  const database = await connect({ url, schema: 'ledger', applicationName: 'test-books' });
  const append = booker(database, codec);
  const book: TestBooks['book'] = (place, ...events) =>
    append(place, (log) => log.append(...events));
  return {
    book,
    bookBytes: (place, value) => append(place, (log) => log.appendBytes(value)),
    mark: async (marker) => {
      for (const { name: topic, partitions } of bookedTopics) {
        for (let partition = 0; partition < partitions; partition += 1) {
          await book({ topic, partition }, marker);
        }
      }
    },
    close: () => database.close(),
  };
};

const booker = (
  database: Database,
  codec: Codec<BookedEventName, BookedEventName>,
): ((place: TestPlace, write: (log: TestLog) => void) => Promise<void>) => {
  const projection: Projection = {
    database,
    codec,
    tables: new TablesCache(),
    directory: new AccountDirectory(),
  };
  const logs = new Map<string, TestLog>();
  return async ({ topic, partition }, write) => {
    const booked = bookedTopicsByName.get(topic);
    if (booked === undefined) {
      throw new TypeError(`${topic} is not a booked topic`);
    }
    const name = `${topic}/${partition}`;
    const log = logs.get(name) ?? new TestLog(codec);
    logs.set(name, log);
    const bookedTo = log.nextOffset;
    write(log);
    const records = log.records.filter(({ offset }) => offset >= bookedTo);
    const place = { topic, partition, partitionId: booked.partitionId(partition) };
    await openPartition(database.kysely, { ...place, clusterId: 'test-cluster' });
    await projectChunk(projection, { place, topicEvents: booked.topicEvents, records, bookedTo });
  };
};
