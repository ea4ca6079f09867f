import { randomUUID } from 'node:crypto';
import type { Codec } from '@riel/avro';
import { canonicalTables, exampleTables } from '@riel/books';
import type { Database } from '@riel/database';
import { createKafka, createProducer, ensureTopics, topicOffsets } from '@riel/kafka';
import type { Consumer, Kafka, Producer } from '@riel/kafka';
import { createLogger } from '@riel/runtime';
import { TRANSFERS_TOPIC } from '@riel/schemas';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { stackAddresses } from '../../../../test/support/stack-addresses.ts';
import { createTestDatabase } from '../../../../test/support/test-database.ts';
import { bookedTopicsByName } from '../projection/booked-topics.ts';
import type { BookedEvent, BookedEventName } from '../projection/read-record.ts';
import { readPartitions } from '../projection/sql/read-partitions.ts';
import { startProjection } from '../projection/start-projection.ts';
import { bookedCodec } from '../testing/admin-fixture.ts';
import { randomHistories } from '../testing/random-histories.ts';
import { connectAsOwner } from '../testing/tamper.ts';
import { createTestLedger } from '../testing/test-ledger.ts';
import type { TestLedger } from '../testing/test-ledger.ts';
import { periodClosed, tablesActivated, TestLog } from '../testing/test-log.ts';
import { readPartitionsToVerify } from '../verify/sql/read-partitions-to-verify.ts';
import { compareLedgers } from './compare-ledgers.ts';

const PARTITIONS = 4;
const patience = { timeout: 45_000, interval: 50 };
const topic = `test.instances.${randomUUID()}`;
let codec: Codec<BookedEventName, BookedEventName>;
let kafka: Kafka;
let producer: Producer;
const ledgers: TestLedger[] = [];
const open: { stop(): Promise<void> }[] = [];

beforeAll(async () => {
  const { kafkaBrokers: brokers, schemaRegistryUrl } = stackAddresses();
  codec = await bookedCodec(schemaRegistryUrl);
  const logger = createLogger({ service: 'test', level: 'silent' });
  kafka = createKafka({ brokers, clientId: 'test', logger });
  producer = createProducer(kafka);
  await ensureTopics(kafka, [{ name: topic, partitions: PARTITIONS, replicationFactor: 1 }]);
});
afterAll(async () => {
  await Promise.all(open.map((one) => one.stop()));
  await Promise.all(ledgers.map((ledger) => ledger.drop()));
  await producer.stop();
});

/** A ledger that instances of a group of its own book. */
const openLedger = async () => {
  const ledger = await createTestLedger(await createTestDatabase({ template: false }), codec);
  ledgers.push(ledger);
  const owner = await connectAsOwner(ledger.ownerUrl);
  open.push({ stop: () => owner.close() });
  const groupId = `${topic}.${ledgers.length}`;
  /** Starts an instance; it tells for each chunk from which partition it was. */
  const start = async (chunkRecordsMax: number, booked: Set<number>): Promise<Consumer> => {
    const { projection } = await ledger.openProjector();
    const transfers = bookedTopicsByName.get(TRANSFERS_TOPIC)!;
    const consumer = await startProjection({
      kafka,
      projection,
      topics: new Map([[topic, transfers]]),
      groupId,
      chunkRecordsMax,
      partitionsConsumedConcurrently: 2,
      retryLimits: { attemptsMax: 3 },
      observer: {
        began: () => {},
        retried: () => {},
        booked: ({ partition }) => booked.add(partition),
        ended: () => {},
      },
      onFatal: (error) => {
        throw error;
      },
    });
    open.push(consumer);
    return consumer;
  };
  return { owner, start };
};

/** Sends the same kind of days to each partition, a part of them at a time. */
const send = async (part: readonly BookedEvent[][]): Promise<void> => {
  for (const [partition, events] of part.entries()) {
    const { records } = new TestLog(codec).append(...events);
    const sent = records.map(({ key, value }) => ({
      key: key ?? '',
      value: value ?? Buffer.alloc(0),
      headers: {},
      partition,
    }));
    await producer.send([{ topic, records: sent }]);
  }
};

/** Next offsets of the partitions as they are booked, and as the log ends. */
const bookedTo = async ({ kysely }: Database): Promise<bigint[]> =>
  (await readPartitions(kysely, [topic])).map(({ nextOffset }) => nextOffset);
const endOfLog = async (): Promise<bigint[]> =>
  (await topicOffsets(kafka, topic)).map(({ high }) => high);

/** Random histories of each partition in three parts, with a closed month between the last two. */
const parts = (): BookedEvent[][][] => {
  const histories = Array.from({ length: PARTITIONS }, (_, partition) =>
    randomHistories({ transfers: 60, seed: partition + 1 }),
  );
  const between = (from: number, to: number) =>
    histories.map((events) =>
      events.slice(Math.floor(events.length * from), Math.floor(events.length * to)),
    );
  const marker = tablesActivated(1, canonicalTables(exampleTables));
  return [
    between(0, 0.4).map((events) => [marker, ...events]),
    between(0.4, 0.8),
    between(0.8, 1).map((events) => [periodClosed(2, '2026-09'), ...events]),
  ];
};

test('instances that share the partitions and hand them over book what one books, byte for byte', async () => {
  const [several, one] = [await openLedger(), await openLedger()];
  const [first, second, third] = parts();
  const [byFirst, bySecond] = [new Set<number>(), new Set<number>()];
  const until = (check: () => Promise<void> | void) => vi.waitFor(check, patience);

  await send(first!);
  const leaving = await several.start(7, byFirst);
  await until(() => expect(byFirst.size).toBeGreaterThan(0));
  // The second instance comes while the first is in the middle of its partitions.
  await several.start(5, bySecond);
  await send(second!);
  await until(() => expect(bySecond.size).toBeGreaterThan(0));
  await leaving.stop();
  await send(third!);
  await one.start(1_000, new Set());
  await until(async () => expect(await bookedTo(several.owner)).toEqual(await endOfLog()));
  await until(async () => expect(await bookedTo(one.owner)).toEqual(await endOfLog()));
  // Partitions were handed over: together the two have booked more than there are.
  expect(byFirst.size + bySecond.size).toBeGreaterThan(PARTITIONS);

  const [source, rebuilt] = [several.owner.kysely, one.owner.kysely];
  let compared = 0;
  const onCompared = (rows: number): void => void (compared += rows);
  expect(await compareLedgers({ source, rebuilt, onCompared })).toEqual([]);
  expect(compared).toBeGreaterThan(4 * 300);
  const heads = async ({ kysely }: Database) =>
    (await readPartitionsToVerify(kysely)).map(({ chainHash }) => chainHash.toString('hex'));
  expect(await heads(several.owner)).toEqual(await heads(one.owner));
});
