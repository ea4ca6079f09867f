import { randomUUID } from 'node:crypto';
import { createCodec, registerSchemas } from '@riel/avro';
import type { Codec } from '@riel/avro';
import { canonicalTables, exampleTables } from '@riel/books';
import { connect, sql } from '@riel/database';
import { createKafka, createProducer, ensureTopics, groupOffsets } from '@riel/kafka';
import type { Consumer, Kafka, Producer } from '@riel/kafka';
import { createLogger } from '@riel/runtime';
import { TRANSFERS_TOPIC } from '@riel/schemas';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { stackAddresses } from '../../../../test/support/stack-addresses.ts';
import { createTestDatabase } from '../../../../test/support/test-database.ts';
import { schema } from '../../migrations/index.ts';
import { lifeOf, testTransfer } from '../testing/events.ts';
import { snapshot } from '../testing/snapshot.ts';
import { createTestLedger } from '../testing/test-ledger.ts';
import type { TestLedger } from '../testing/test-ledger.ts';
import { tablesActivated, TestLog } from '../testing/test-log.ts';
import { bookedEventNames, bookedTopicsByName } from './booked-topics.ts';
import type { ChunkRecord } from './project-chunk.ts';
import type { BookedEventName } from './read-record.ts';
import { startProjection } from './start-projection.ts';

const partitions = [0, 1];
const patience = { timeout: 30_000, interval: 50 };
let codec: Codec<BookedEventName, BookedEventName>;
let kafka: Kafka;
let producer: Producer;
let topic: string;
let groupId: string;
let ledger: TestLedger;
let running: Consumer[];
let fatals: unknown[];

beforeAll(async () => {
  const { kafkaBrokers: brokers, schemaRegistryUrl: registryUrl } = stackAddresses();
  await registerSchemas({ registryUrl });
  codec = await createCodec({ registryUrl, writes: bookedEventNames, reads: bookedEventNames });
  const logger = createLogger({ service: 'test', level: 'silent' });
  kafka = createKafka({ brokers, clientId: 'test', logger });
  producer = createProducer(kafka);
});

afterAll(() => producer.stop());

beforeEach(async () => {
  topic = `test.projection.${randomUUID()}`;
  groupId = topic;
  await ensureTopics(kafka, [{ name: topic, partitions: 2, replicationFactor: 1 }]);
  running = [];
  fatals = [];
  ledger = await newLedger();
  return async () => {
    await Promise.all(running.map((consumer) => consumer.stop()));
    await ledger.drop();
  };
});

const newLedger = async (): Promise<TestLedger> =>
  createTestLedger(await createTestDatabase({ template: false }), codec);

/** One instance of the projector. */
const startInstance = async (): Promise<Consumer> => {
  const { projection } = await ledger.openProjector();
  const booked = bookedTopicsByName.get(TRANSFERS_TOPIC)!;
  const consumer = await startProjection({
    kafka,
    projection,
    topics: new Map([[topic, booked]]),
    groupId,
    chunkRecordsMax: 7,
    partitionsConsumedConcurrently: 2,
    retryLimits: { attemptsMax: 3 },
    observer: { began: () => {}, retried: () => {}, booked: () => {}, ended: () => {} },
    onFatal: (error) => fatals.push(error),
  });
  running.push(consumer);
  return consumer;
};

const stop = async (consumer: Consumer): Promise<void> => {
  running = running.filter((one) => one !== consumer);
  await consumer.stop();
};

/** Sends the lives of transfers to a partition, the first marker before them if it is empty. */
const send = async (partition: number, numbers: readonly number[]): Promise<void> => {
  const log = new TestLog(codec);
  if (numbers[0] === 1) {
    log.append(tablesActivated(1, canonicalTables(exampleTables)));
  }
  for (const number of numbers) {
    log.append(...lifeOf(testTransfer(number * 10 + partition)));
  }
  const records = log.records.map(({ key, value }: ChunkRecord) => ({
    key: key ?? '',
    value: value ?? Buffer.alloc(0),
    headers: {},
    partition,
  }));
  await producer.send([{ topic, records }]);
};

const facts = async (): Promise<number> => {
  const database = await connect({ url: ledger.ownerUrl, schema, applicationName: 'test' });
  try {
    return (await snapshot(database.kysely))['facts']?.length ?? 0;
  } finally {
    await database.close();
  }
};

const untilFacts = (count: number): Promise<void> =>
  vi.waitFor(async () => expect(await facts()).toBe(count), patience);

const asOwner = async (statement: string): Promise<void> => {
  const database = await connect({ url: ledger.ownerUrl, schema, applicationName: 'test' });
  await sql.raw(statement).execute(database.kysely);
  await database.close();
};

test('instances that come and go book every fact once', async () => {
  for (const partition of partitions) {
    await send(partition, [1, 2, 3, 4]);
  }
  const first = await startInstance();
  await untilFacts(26);
  await startInstance();
  for (const partition of partitions) {
    await send(partition, [5, 6]);
  }
  await untilFacts(38);
  await stop(first);
  for (const partition of partitions) {
    await send(partition, [7]);
  }
  await untilFacts(44);
  expect(fatals).toEqual([]);
});

test('an empty ledger is filled although the group has read everything before', async () => {
  await send(0, [1, 2]);
  const consumer = await startInstance();
  await untilFacts(7);
  await stop(consumer);
  expect((await groupOffsets(kafka, { groupId, topic })).get(0)).toBe(7n);
  await ledger.drop();
  ledger = await newLedger();
  await startInstance();
  await untilFacts(7);
  expect(fatals).toEqual([]);
});

test('a topic that is shorter than the ledger is refused at start', async () => {
  await send(0, [1]);
  await stop(await startInstance().then(async (consumer) => (await untilFacts(4), consumer)));
  await asOwner('update ledger.partitions set next_offset = 99');
  await expect(startInstance()).rejects.toMatchObject({ code: 'RIEL_LOG_SHORTER' });
});

test('a quiet topic whose last record is another one is refused without a new record', async () => {
  await send(0, [1]);
  await stop(await startInstance().then(async (consumer) => (await untilFacts(4), consumer)));
  await asOwner(`update ledger.partitions set last_record_digest = sha256('other')`);
  await startInstance();
  await vi.waitFor(() => expect(fatals).toMatchObject([{ code: 'RIEL_LOG_DIFFERS' }]), patience);
});
