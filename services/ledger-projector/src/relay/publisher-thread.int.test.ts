import { createCodec, registerSchemas } from '@riel/avro';
import { createKafka, startConsumer, topicOffsets } from '@riel/kafka';
import { createLogger } from '@riel/runtime';
import { LEDGER_ENTRIES_TOPIC } from '@riel/schemas';
import { beforeAll, expect, test, vi } from 'vitest';
import { stackAddresses } from '../../../../test/support/stack-addresses.ts';
import { columnsOf } from './entry-columns.ts';
import { entryEvents } from './entry-events.ts';
import type { EntryBatch } from './entry-relay.ts';
import { startPublisherThread } from './publisher-thread.ts';
import type { PublisherTask } from './publisher-thread.ts';

const { kafkaBrokers: brokers, schemaRegistryUrl } = stackAddresses();
const logger = createLogger({ service: 'test', level: 'silent' });
const kafka = createKafka({ brokers, clientId: 'test', logger });

let task: PublisherTask;

beforeAll(async () => {
  await registerSchemas({ registryUrl: schemaRegistryUrl });
  const partitionsCount = (await topicOffsets(kafka, LEDGER_ENTRIES_TOPIC)).length;
  task = { brokers, schemaRegistryUrl, logLevel: 'silent', partitionsCount };
});

/** One entry of two lines, with a subject of its own. */
const batchOf = (subjectKey: string): EntryBatch => ({
  partitionId: 1_024,
  topic: 'riel.transfers.v1',
  partition: 0,
  entries: columnsOf({
    facts: [
      {
        chainNumber: 1,
        eventId: '0b3ad1a5-5ea2-5c8e-8ad6-06a9a3a3f8b4',
        subjectKey,
        occurredAt: 1_790_000_000_000_000,
        knownAt: 1_790_000_000_000_001,
        chainHash: Buffer.alloc(32, 1),
      },
    ],
    postings: [5n, -5n].map((amount) => ({
      chainNumber: 1,
      entryNumber: 0,
      kind: 'settled',
      bookingDate: '2026-10-05',
      account: `account:${amount}`,
      currency: 'COP',
      amount,
    })),
  }),
});

const program = (body: string): URL =>
  new URL(
    `data:text/javascript,${encodeURIComponent(
      `import { parentPort } from 'node:worker_threads'; ${body} parentPort.postMessage({ kind: 'ready' });`,
    )}`,
  );

test('entries stand in the log when they are published', async () => {
  const onFatal = vi.fn<(error: unknown) => void>();
  const thread = await startPublisherThread(task, onFatal);
  const subjects = [crypto.randomUUID(), crypto.randomUUID()];
  await Promise.all(subjects.map((subject) => thread.publish([batchOf(subject)])));
  await thread.stop();
  const codec = await createCodec({
    registryUrl: schemaRegistryUrl,
    writes: [],
    reads: ['EntryPosted'],
  });
  const read = new Map<string, unknown>();
  const consumer = await startConsumer({
    kafka,
    groupId: crypto.randomUUID(),
    topics: [LEDGER_ENTRIES_TOPIC],
    onChunk: async ({ records }) => {
      await codec.prepare(records.map(({ value }) => value));
      for (const { value } of records) {
        const decoded = codec.decode(value);
        if (decoded.kind === 'event') {
          read.set(decoded.event.value.subject, decoded.event.value);
        }
      }
      return { kind: 'done' };
    },
    onFatal: (error) => {
      throw error;
    },
  });
  await vi.waitUntil(() => subjects.every((subject) => read.has(subject)), { timeout: 30_000 });
  await consumer.stop();
  for (const subject of subjects) {
    const { topic, partition, entries } = batchOf(subject);
    expect(read.get(subject)).toMatchObject({ ...entryEvents(entries, { topic, partition })[0] });
  }
  expect(onFatal).not.toHaveBeenCalled();
});

test('a thread that cannot start says why', async () => {
  const unreachable = { ...task, schemaRegistryUrl: 'http://127.0.0.1:9' };
  await expect(startPublisherThread(unreachable, vi.fn())).rejects.toThrow(/EntryPosted/);
});

test('what could not be sent is told to whoever asked for it', async () => {
  const failing = program(
    `parentPort.on('message', ({ kind, number }) => kind === 'stop'
       ? parentPort.close()
       : parentPort.postMessage({ kind: 'failed', number, message: 'no broker' }));`,
  );
  const onFatal = vi.fn<(error: unknown) => void>();
  const thread = await startPublisherThread(task, onFatal, failing);
  await expect(thread.publish([batchOf('one')])).rejects.toMatchObject({
    code: 'RIEL_ENTRIES_NOT_SENT',
    message: 'no broker',
  });
  await thread.stop();
  expect(onFatal).not.toHaveBeenCalled();
});

test('a thread that ends by itself ends the process, and leaves nobody waiting', async () => {
  const ending = program(`parentPort.on('message', () => process.exit(3));`);
  const onFatal = vi.fn<(error: unknown) => void>();
  const thread = await startPublisherThread(task, onFatal, ending);
  await expect(thread.publish([batchOf('one')])).rejects.toMatchObject({
    code: 'RIEL_ENTRIES_NOT_SENT',
  });
  expect(onFatal).toHaveBeenCalledOnce();
});
