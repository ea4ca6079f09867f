import { randomUUID } from 'node:crypto';
import type { Logger } from '@riel/runtime';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { stackAddresses } from '../../../test/support/stack-addresses.ts';
import { createKafka, createProducer, ensureTopics, groupOffsets, startConsumer } from './index.ts';
import type { Chunk, ChunkOutcome, Consumer, ConsumerOptions, Kafka, Producer } from './index.ts';

const silent = (): void => {};
const logger = {
  trace: silent,
  debug: silent,
  info: silent,
  warn: silent,
  error: silent,
  fatal: silent,
} as unknown as Logger;
const done: ChunkOutcome = { kind: 'done' };

let kafka: Kafka;
let producer: Producer;
let topic: string;
let groupId: string;
const consumers: Consumer[] = [];

beforeAll(() => {
  kafka = createKafka({ brokers: stackAddresses().kafkaBrokers, clientId: 'riel-test', logger });
  producer = createProducer(kafka);
});

beforeEach(async () => {
  topic = `test.consumer.${randomUUID()}`;
  groupId = topic;
  await ensureTopics(kafka, [{ name: topic, partitions: 2, replicationFactor: 1 }]);
});

afterEach(async () => {
  await Promise.all(consumers.splice(0).map((consumer) => consumer.stop()));
});

afterAll(() => producer.stop());

const write = (values: readonly string[], partition = 0, to = topic): Promise<void> =>
  producer.send([
    {
      topic: to,
      records: values.map((value) => ({
        key: 'key',
        value: Buffer.from(value),
        headers: { ce_id: value },
        partition,
      })),
    },
  ]);

const start = async (
  onChunk: ConsumerOptions['onChunk'],
  more: Partial<ConsumerOptions> = {},
): Promise<{ consumer: Consumer; onFatal: ReturnType<typeof vi.fn> }> => {
  const onFatal = vi.fn<(error: unknown) => void>();
  const options = { kafka, groupId, topics: [topic], onChunk, onFatal, ...more };
  const consumer = await startConsumer(options);
  consumers.push(consumer);
  return { consumer, onFatal };
};

const texts = ({ records }: Chunk): string[] => records.map(({ value }) => String(value));
const numbers = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => `${index}`);
const onlyOffset = async (partition = 0): Promise<bigint | null | undefined> =>
  (await groupOffsets(kafka, { groupId, topic })).get(partition);
const until = (condition: () => void): Promise<void> => vi.waitFor(condition, { timeout: 20_000 });

describe('reading', () => {
  test('chunks come in order and within the limit; a new start goes on behind the last one', async () => {
    await write(numbers(25));
    const seen: string[] = [];
    const sizes: number[] = [];
    const onChunk = async (chunk: Chunk): Promise<ChunkOutcome> => {
      seen.push(...texts(chunk));
      sizes.push(chunk.records.length);
      return done;
    };
    const { consumer } = await start(onChunk, { chunkRecordsMax: 10 });
    await until(() => expect(seen).toHaveLength(25));
    expect(seen).toEqual(numbers(25));
    expect(sizes).toEqual([10, 10, 5]);
    expect(consumer.isHealthy()).toBe(true);
    await consumer.stop();
    expect(await onlyOffset()).toBe(25n);
    await write(['new']);
    await start(onChunk);
    await until(() => expect(seen).toHaveLength(26));
    expect(seen.at(-1)).toBe('new');
  });

  test('a partition that waits brings its chunk again, and holds no other up', async () => {
    await write(['first'], 0);
    let isThere = false;
    const seen: string[] = [];
    await start(async (chunk) => {
      if (chunk.partition === 0 && !isThere) {
        seen.push('waiting');
        return { kind: 'wait', milliseconds: 100 };
      }
      seen.push(...texts(chunk));
      return done;
    });
    await until(() => expect(seen).toContain('waiting'));
    await write(['other'], 1);
    await until(() => expect(seen).toContain('other'));
    await until(() => expect(seen.filter((one) => one === 'waiting').length).toBeGreaterThan(2));
    expect(seen).not.toContain('first');
    isThere = true;
    await until(() => expect(seen).toContain('first'));
  });

  test('a record has its key, headers and offset, and the chunk its high watermark', async () => {
    await write(['value']);
    let chunk: Chunk | undefined;
    await start(async (each) => {
      chunk = each;
      return done;
    });
    await until(() => expect(chunk).toBeDefined());
    expect(chunk).toMatchObject({ topic, partition: 0, highWatermark: 1n });
    expect(chunk?.records).toEqual([
      { offset: 0n, key: 'key', value: Buffer.from('value'), headers: { ce_id: 'value' } },
    ]);
  });

  test('offsets with gaps, as transactions leave them, are read and passed to the end', async () => {
    const writer = kafka.client.producer({
      transactionalId: topic,
      idempotent: true,
      maxInFlightRequests: 1,
    });
    await writer.connect();
    for (const value of ['a', 'b']) {
      const transaction = await writer.transaction();
      await transaction.send({ topic, messages: [{ value, partition: 0 }] });
      await transaction.commit();
    }
    await writer.disconnect();
    const offsets: bigint[] = [];
    const onCommitted = vi.fn<(committed: object) => void>();
    await start(
      async ({ records }) => {
        offsets.push(...records.map(({ offset }) => offset));
        return done;
      },
      { onCommitted, commitIntervalMilliseconds: 0 },
    );
    await until(() => expect(offsets).toEqual([0n, 2n]));
    await until(() =>
      expect(onCommitted).toHaveBeenLastCalledWith({ topic, partition: 0, offset: 3n }),
    );
    expect(await onlyOffset()).toBe(3n);
  });

  test('seek leaves the rest of the chunk and reads on from the offset', async () => {
    await write(numbers(10));
    const seen: string[] = [];
    let sought = false;
    await start(async (chunk) => {
      if (!sought) {
        sought = true;
        return { kind: 'seek', offset: 7n };
      }
      seen.push(...texts(chunk));
      return done;
    });
    await until(() => expect(seen).toEqual(['7', '8', '9']));
  });

  test('seek from outside reads a partition again', async () => {
    await write(numbers(3));
    const seen: string[] = [];
    const { consumer } = await start(async (chunk) => {
      seen.push(...texts(chunk));
      return done;
    });
    await until(() => expect(seen).toHaveLength(3));
    consumer.seek({ topic, partition: 0, offset: 1n });
    await until(() => expect(seen).toEqual(['0', '1', '2', '1', '2']));
  });

  test('a paused topic stands still, others go on, and resuming loses nothing', async () => {
    const other = `${topic}.other`;
    await ensureTopics(kafka, [{ name: other, partitions: 1, replicationFactor: 1 }]);
    await write(numbers(3));
    const seen: string[] = [];
    const { consumer } = await start(
      async (chunk) => {
        seen.push(...texts(chunk));
        if (chunk.topic === topic && seen.length === 1) {
          consumers[0]?.pause([topic]);
        }
        return done;
      },
      { chunkRecordsMax: 1, topics: [topic, other] },
    );
    await until(() => expect(seen).toEqual(['0']));
    await write(['x'], 0, other);
    await until(() => expect(seen).toContain('x'));
    await write(['y'], 0, other);
    await until(() => expect(seen).toContain('y'));
    expect(seen).toEqual(['0', 'x', 'y']);
    consumer.resume([topic]);
    await until(() => expect(seen).toEqual(['0', 'x', 'y', '1', '2']));
  });
});

describe('failing', () => {
  test('what the handler throws is fatal, once, and nothing is skipped', async () => {
    await write(['a']);
    const bug = new TypeError('bug');
    const onChunk = vi.fn<ConsumerOptions['onChunk']>().mockRejectedValue(bug);
    const { consumer, onFatal } = await start(onChunk);
    await until(() => expect(onFatal).toHaveBeenCalled());
    expect(onFatal.mock.calls).toEqual([[bug]]);
    expect(onChunk).toHaveBeenCalledTimes(1);
    expect(consumer.isHealthy()).toBe(false);
    expect(await onlyOffset()).toBeNull();
  });

  test('a retriable error of kafkajs thrown by the handler is as fatal as any other', async () => {
    await write(['a']);
    const error = Object.assign(new Error('from a producer'), { retriable: true });
    const { onFatal } = await start(async () => {
      throw new Error('outer', { cause: error });
    });
    await until(() => expect(onFatal).toHaveBeenCalledTimes(1));
    expect(onFatal.mock.calls[0]?.[0]).toMatchObject({ message: 'outer' });
  });

  test('an offset that the broker no longer has is fatal and is not reset', async () => {
    await write(numbers(5));
    const admin = kafka.client.admin();
    await admin.connect();
    await admin.setOffsets({ groupId, topic, partitions: [{ partition: 0, offset: '1' }] });
    await admin.deleteTopicRecords({ topic, partitions: [{ partition: 0, offset: '4' }] });
    await admin.disconnect();
    const onChunk = vi.fn<ConsumerOptions['onChunk']>().mockResolvedValue(done);
    const { onFatal } = await start(onChunk);
    await until(() => expect(onFatal).toHaveBeenCalledTimes(1));
    expect(onFatal.mock.calls[0]?.[0]).toMatchObject({
      code: 'RIEL_OFFSET_OUT_OF_RANGE',
      topic,
      partition: 0,
    });
    expect(onChunk).not.toHaveBeenCalled();
    expect(await onlyOffset()).toBe(1n);
  });

  test('without a broker the start fails with a code', async () => {
    const nowhere = createKafka({ brokers: ['127.0.0.1:1'], clientId: 'riel-test', logger });
    const starting = startConsumer({
      kafka: nowhere,
      groupId,
      topics: [topic],
      onChunk: async () => done,
      onFatal: silent,
      retriesMax: 1,
      retryMillisecondsMin: 1,
    });
    await expect(starting).rejects.toMatchObject({ code: 'RIEL_KAFKA_UNAVAILABLE' });
  });
});
