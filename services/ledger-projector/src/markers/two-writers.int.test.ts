import { canonicalTables, exampleTables } from '@riel/books';
import { connect } from '@riel/database';
import { createKafka, createProducer, ensureTopics, startConsumer } from '@riel/kafka';
import { createLogger, now } from '@riel/runtime';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { stackAddresses } from '../../../../test/support/stack-addresses.ts';
import { createTestDatabase } from '../../../../test/support/test-database.ts';
import { bookedCodec } from '../testing/admin-fixture.ts';
import { createTestLedger } from '../testing/test-ledger.ts';
import type { TestLedger } from '../testing/test-ledger.ts';
import { createMarkerPublisher } from './publish-marker.ts';
import { activateTables } from './write-marker.ts';

const { kafkaBrokers, schemaRegistryUrl } = stackAddresses();
const logger = createLogger({ service: 'test', level: 'error' });
const kafka = createKafka({ brokers: kafkaBrokers, clientId: 'test-markers', logger });
const topics = [1, 2].map((count) => ({ name: `markers-${randomUUID()}`, partitions: count }));
let ledger: TestLedger;
let codec: Awaited<ReturnType<typeof bookedCodec>>;

beforeAll(async () => {
  codec = await bookedCodec(schemaRegistryUrl);
  ledger = await createTestLedger(await createTestDatabase({ template: false }), codec);
  await ensureTopics(
    kafka,
    topics.map((topic) => ({ ...topic, replicationFactor: 1 })),
  );
});
afterAll(() => ledger.drop());

/** An instance of the admin API: connections and a producer of its own. */
const withWriter = async (activate: (notice: string) => Promise<void>, notices: string[]) => {
  for (const notice of notices) {
    await activate(notice);
  }
};

test('two instances that activate at once write one series, in order, to every partition', async () => {
  const writers = await Promise.all(
    ['one', 'other'].map(async (name) => {
      const url = ledger.urlOf('riel_projector');
      const database = await connect({ url, schema: 'ledger', applicationName: `test-${name}` });
      const producer = createProducer(kafka);
      const writer = { database, codec, publish: createMarkerPublisher(producer, topics), now };
      const notices = Array.from({ length: 5 }, (_, index) => `${name} ${index}`);
      const activate = async (notice: string): Promise<void> => {
        const tables = canonicalTables({ ...exampleTables, notice });
        await activateTables(writer, { tables, author: name, reason: null });
      };
      const stop = async (): Promise<void> => {
        await producer.stop();
        await database.close();
      };
      return { run: () => withWriter(activate, notices), stop };
    }),
  );
  await Promise.all(writers.map(({ run }) => run()));
  await Promise.all(writers.map(({ stop }) => stop()));

  const read = new Map<string, number[]>();
  const consumer = await startConsumer({
    kafka,
    groupId: `markers-${randomUUID()}`,
    topics: topics.map(({ name }) => name),
    onFatal: (error) => expect.unreachable(String(error)),
    onChunk: async ({ topic, partition, records }) => {
      const values = records.map(({ value }) => value);
      await codec.prepare(values);
      const numbers = values.map((value) => {
        const decoded = codec.decode(value);
        if (decoded.kind !== 'event' || decoded.event.name !== 'TablesActivated') return 0;
        return decoded.event.value.markerNumber;
      });
      const place = `${topics.findIndex(({ name }) => name === topic)}/${partition}`;
      read.set(place, [...(read.get(place) ?? []), ...numbers]);
      return { kind: 'done' };
    },
  });
  const series = Array.from({ length: 10 }, (_, index) => index + 1);
  await vi.waitFor(
    () => expect(Object.fromEntries(read)).toEqual({ '0/0': series, '1/0': series, '1/1': series }),
    { timeout: 30_000 },
  );
  await consumer.stop();
});
