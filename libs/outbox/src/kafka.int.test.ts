import { randomUUID } from 'node:crypto';
import { createKafka, createProducer, ensureTopics, startConsumer } from '@riel/kafka';
import type { ConsumedRecord } from '@riel/kafka';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { stackAddresses } from '../../../test/support/stack-addresses.ts';
import { createTestDatabase } from '../../../test/support/test-database.ts';
import type { TestDatabase } from '../../../test/support/test-database.ts';
import { startRelay } from './index.ts';
import { createOutboxBed, createTestLogger, rowOf } from './testing/outbox-bed.ts';
import type { OutboxBed } from './testing/outbox-bed.ts';

let server: TestDatabase;
let bed: OutboxBed;

beforeAll(async () => {
  server = await createTestDatabase({ template: false });
  bed = await createOutboxBed(server.url);
});

afterAll(async () => {
  await bed.close();
  await server.drop();
});

test('rows arrive at a real broker with key, payload, CloudEvents headers and trace', async () => {
  const { logger } = createTestLogger();
  const kafka = createKafka({
    brokers: stackAddresses().kafkaBrokers,
    clientId: 'riel-test',
    logger,
  });
  const topic = `test.outbox.${randomUUID()}`;
  await ensureTopics(kafka, [{ name: topic, partitions: 3, replicationFactor: 1 }]);
  const producer = createProducer(kafka);
  const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
  const rows = Array.from({ length: 300 }, (_, index) =>
    rowOf(`key-${index % 7}`, `${index}`, { topic, traceparent: index === 0 ? traceparent : null }),
  );
  await bed.append(...rows);
  const relay = startRelay({
    database: bed.database,
    schema: bed.schema,
    producer,
    service: 'shop',
    logger,
    onFatal: () => {},
    batchRecordsMax: 50,
  });
  const records: ConsumedRecord[] = [];
  const consumer = await startConsumer({
    kafka,
    groupId: topic,
    topics: [topic],
    onFatal: () => {},
    onChunk: async (chunk) => {
      records.push(...chunk.records);
      return { kind: 'done' };
    },
  });
  await vi.waitFor(() => expect(records).toHaveLength(300), { timeout: 20_000 });
  for (const [key, ofKey] of Map.groupBy(records, (record) => record.key ?? '')) {
    const sent = rows.filter((row) => row.key === key).map(({ payload }) => payload.toString());
    expect(ofKey.map(({ value }) => String(value))).toEqual(sent);
  }
  const first = records.find(({ value }) => String(value) === '0');
  expect(first?.headers).toEqual({
    ce_specversion: '1.0',
    ce_id: rows[0]?.eventId,
    ce_type: 'riel.TransferRequested',
    ce_source: 'riel/shop',
    ce_time: '2026-11-24T17:30:37.864123Z',
    'content-type': 'application/avro',
    traceparent,
  });
  expect(await bed.count()).toBe(0);
  await Promise.all([consumer.stop(), relay.stop()]);
  await producer.stop();
});
