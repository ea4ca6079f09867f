import { randomUUID } from 'node:crypto';
import type { Logger } from '@riel/runtime';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { stackAddresses } from '../../../test/support/stack-addresses.ts';
import { createKafka, createProducer, ensureTopics, startConsumer } from './index.ts';
import type { Assignment, Chunk, Consumer, ConsumerOptions, Kafka, Producer } from './index.ts';

const silent = (): void => {};
const logger = { debug: silent, info: silent, warn: silent, error: silent } as unknown as Logger;

let kafka: Kafka;
let producer: Producer;
let topic: string;

beforeAll(() => {
  kafka = createKafka({ brokers: stackAddresses().kafkaBrokers, clientId: 'riel-test', logger });
  producer = createProducer(kafka);
});

beforeEach(async () => {
  topic = `test.rebalance.${randomUUID()}`;
  await ensureTopics(kafka, [{ name: topic, partitions: 2, replicationFactor: 1 }]);
});

afterAll(() => producer.stop());

const write = (value: string): Promise<void> =>
  producer.send([
    {
      topic,
      records: [0, 1].map((partition) => ({
        key: 'key',
        value: Buffer.from(`${value}${partition}`),
        headers: {},
        partition,
      })),
    },
  ]);

interface Member {
  readonly consumer: Consumer;
  readonly seen: Chunk[];
  readonly assignments: Assignment[];
  readonly onFatal: ReturnType<typeof vi.fn>;
}

const join = async (work?: ConsumerOptions['onChunk']): Promise<Member> => {
  const seen: Chunk[] = [];
  const assignments: Assignment[] = [];
  const onFatal = vi.fn<(error: unknown) => void>();
  const consumer = await startConsumer({
    kafka,
    groupId: topic,
    topics: [topic],
    heartbeatIntervalMilliseconds: 100,
    commitIntervalMilliseconds: 0,
    onFatal,
    onAssigned: (assignment) => assignments.push(assignment),
    onChunk: async (chunk) => {
      const outcome = (await work?.(chunk)) ?? { kind: 'done' };
      seen.push(chunk);
      return outcome;
    },
  });
  return { consumer, seen, assignments, onFatal };
};

const partitionsOf = ({ assignments }: Member): readonly number[] =>
  assignments.at(-1)?.partitions.flatMap(({ partitions }) => partitions) ?? [];
const textsOf = (...members: Member[]): string[] =>
  members
    .flatMap(({ seen }) => seen.flatMap(({ records }) => records.map(({ value }) => String(value))))
    .toSorted();
const until = (condition: () => void): Promise<void> => vi.waitFor(condition, { timeout: 20_000 });

test('members share the partitions, and each assignment has a token of its own', async () => {
  const first = await join();
  await write('a');
  await until(() => expect(textsOf(first)).toEqual(['a0', 'a1']));
  const second = await join();
  await until(() => expect(partitionsOf(first)).toHaveLength(1));
  await until(() => expect(partitionsOf(second)).toHaveLength(1));
  await write('b');
  await until(() => expect(textsOf(first, second)).toEqual(['a0', 'a1', 'b0', 'b1']));
  // Leaving hands the partitions over at once; otherwise this would take a session time-out.
  await second.consumer.stop();
  await until(() => expect(partitionsOf(first)).toHaveLength(2));
  await write('c');
  await until(() => expect(textsOf(first, second)).toHaveLength(6));
  const tokens = [first, second].flatMap(({ seen }) => seen.map(({ assignment }) => assignment));
  expect(new Set(tokens).size).toBeGreaterThanOrEqual(3);
  const stale = first.seen.map((chunk) => chunk.isStale());
  expect(stale.slice(0, -2)).not.toContain(false);
  expect(stale.slice(-2)).toEqual([false, false]);
  await first.consumer.stop();
  expect([first.onFatal.mock.calls, second.onFatal.mock.calls]).toEqual([[], []]);
});

test('a handler learns by its heartbeat that the partition is taken away, and is not fatal', async () => {
  const lost = vi.fn<(error: unknown) => void>();
  const entered = Promise.withResolvers<void>();
  let isFirst = true;
  const first = await join(async (chunk) => {
    if (!isFirst) {
      return { kind: 'done' };
    }
    isFirst = false;
    entered.resolve();
    const beat = (): Promise<void> => chunk.heartbeat();
    await vi.waitFor(() => expect(beat()).rejects.toThrow('rebalancing'), { timeout: 20_000 });
    await beat().catch(lost);
    throw new Error('the work was cut off');
  });
  await write('a');
  await entered.promise;
  const second = await join();
  await until(() => expect(new Set(textsOf(first, second))).toEqual(new Set(['a0', 'a1'])));
  await Promise.all([first.consumer.stop(), second.consumer.stop()]);
  expect(first.onFatal).not.toHaveBeenCalled();
});

test('a pause survives a rebalance', async () => {
  const first = await join();
  first.consumer.pause([topic]);
  const second = await join();
  await until(() => expect(partitionsOf(second)).toHaveLength(1));
  await until(() => expect(partitionsOf(first)).toHaveLength(1));
  await write('a');
  await until(() => expect(textsOf(second)).toHaveLength(1));
  await write('b');
  await until(() => expect(textsOf(second)).toHaveLength(2));
  expect(first.seen).toEqual([]);
  first.consumer.resume([topic]);
  await until(() => expect(textsOf(first)).toHaveLength(2));
  await Promise.all([first.consumer.stop(), second.consumer.stop()]);
});
