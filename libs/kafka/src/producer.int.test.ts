import { randomUUID } from 'node:crypto';
import type { Logger } from '@riel/runtime';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { stackAddresses } from '../../../test/support/stack-addresses.ts';
import { createKafka, createProducer, ensureTopics, topicOffsets } from './index.ts';
import type { Kafka, ProducedRecord, Producer } from './index.ts';

const silent = (): void => {};
const logger = { debug: silent, info: silent, warn: silent, error: silent } as unknown as Logger;

let kafka: Kafka;
let producer: Producer;
let topic: string;

beforeEach(async () => {
  kafka = createKafka({ brokers: stackAddresses().kafkaBrokers, clientId: 'riel-test', logger });
  producer = createProducer(kafka, { retriesMax: 1, retryMillisecondsMin: 10 });
  topic = `test.producer.${randomUUID()}`;
  await ensureTopics(kafka, [{ name: topic, partitions: 3, replicationFactor: 1 }]);
});

afterEach(() => producer.stop());

const record = (key: string, bytes = 10): ProducedRecord => ({
  key,
  value: Buffer.alloc(bytes, key),
  headers: {},
});
const highs = async (): Promise<bigint[]> =>
  (await topicOffsets(kafka, topic)).map(({ high }) => high);

test('keys choose partitions as the Java client does (murmur2)', async () => {
  await producer.send([{ topic, records: [record('a'), record('b'), record('c'), record('a')] }]);
  expect(await highs()).toEqual(await javaCounts(['a', 'b', 'c', 'a']));
});

test('more than fits into one record batch of the broker is sent all the same', async () => {
  const records = Array.from({ length: 40 }, () => ({ ...record('k', 100_000), partition: 1 }));
  await producer.send([{ topic, records }]);
  expect(await highs()).toEqual([0n, 40n, 0n]);
});

test('calls at the same time all arrive', async () => {
  const calls = Array.from({ length: 20 }, (_, index) =>
    producer.send([{ topic, records: [{ ...record(`${index}`), partition: 0 }] }]),
  );
  await Promise.all(calls);
  expect(await highs()).toEqual([20n, 0n, 0n]);
});

test('a failure is told with a code, and the next call works', async () => {
  await expect(
    producer.send([{ topic: `${topic}.missing`, records: [record('a')] }]),
  ).rejects.toMatchObject({ code: 'RIEL_KAFKA_SEND', topics: [`${topic}.missing`] });
  await producer.send([{ topic, records: [record('a')] }]);
  expect((await highs()).reduce((sum, high) => sum + high, 0n)).toBe(1n);
});

test('a record above the limit of the broker is refused, and the next call works', async () => {
  await expect(producer.send([{ topic, records: [record('a', 2_000_000)] }])).rejects.toMatchObject(
    {
      code: 'RIEL_KAFKA_SEND',
      cause: { type: 'MESSAGE_TOO_LARGE' },
    },
  );
  await expect(producer.send([{ topic, records: [record('a')] }])).resolves.toBeUndefined();
});

test('without a broker sending fails with a code', async () => {
  const nowhere = createKafka({ brokers: ['127.0.0.1:1'], clientId: 'riel-test', logger });
  const lost = createProducer(nowhere, { retriesMax: 1, retryMillisecondsMin: 1 });
  await expect(lost.send([{ topic, records: [record('a')] }])).rejects.toMatchObject({
    code: 'RIEL_KAFKA_SEND',
  });
  await lost.stop();
});

/** The Java client's partitioner, written anew from its definition. */
const javaCounts = async (keys: readonly string[]): Promise<bigint[]> => {
  const counts = [0n, 0n, 0n];
  for (const key of keys) {
    const partition = (murmur2(Buffer.from(key)) & 0x7fffffff) % counts.length;
    counts[partition] = (counts[partition] ?? 0n) + 1n;
  }
  return counts;
};

const murmur2 = (data: Buffer): number => {
  const factor = 0x5bd1e995;
  let hash = 0x9747b28c ^ data.length;
  const words = data.length >> 2;
  for (let word = 0; word < words; word += 1) {
    let value = Math.imul(data.readInt32LE(word * 4), factor);
    value = Math.imul(value ^ (value >>> 24), factor);
    hash = Math.imul(hash, factor) ^ value;
  }
  const rest = data.subarray(words * 4);
  for (let index = rest.length - 1; index >= 0; index -= 1) {
    hash ^= (rest[index] ?? 0) << (8 * index);
  }
  hash = rest.length === 0 ? hash : Math.imul(hash, factor);
  hash = Math.imul(hash ^ (hash >>> 13), factor);
  return hash ^ (hash >>> 15);
};
