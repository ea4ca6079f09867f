import { createRequire } from 'node:module';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { guardClient, requestQueueClass } from './client-guards.ts';
import { OffsetOutOfRangeError } from './errors.ts';

const load = createRequire(import.meta.url);

interface Queue {
  pending: unknown[];
  throttledUntil: number;
  throttleCheckTimeoutId: unknown;
  scheduleCheckPendingRequests(): void;
  destroy(): void;
}

const newQueue = (): Queue => {
  guardClient();
  const QueueClass = requestQueueClass() as unknown as new (options: object) => Queue;
  const logger = { debug: () => {} };
  return new QueueClass({ maxInFlightRequests: 1, requestTimeout: 1_000, logger });
};

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

test('the guards were written for this version of kafkajs; read its sources before a newer one', () => {
  const manifest = load('kafkajs/package.json') as { version: string };
  expect(manifest.version).toBe('2.2.4');
});

test('a queue in which nothing waits arms no timer, though it was throttled', () => {
  const queue = newQueue();
  queue.scheduleCheckPendingRequests();
  queue.throttledUntil = Date.now() + 500;
  queue.scheduleCheckPendingRequests();
  expect(vi.getTimerCount()).toBe(0);
  expect(queue.throttleCheckTimeoutId).toBeNull();
});

test('a queue in which a request waits looks again, and stops when it is gone', () => {
  const queue = newQueue();
  const sent: string[] = [];
  queue.throttledUntil = Date.now() + 500;
  queue.pending.push({ send: () => sent.push('sent'), expectResponse: true });
  queue.scheduleCheckPendingRequests();
  vi.advanceTimersByTime(499);
  expect(sent).toEqual([]);
  vi.advanceTimersByTime(2);
  expect(sent).toEqual(['sent']);
  expect(vi.getTimerCount()).toBe(0);
});

test('without the guard the timer would run for ever', async () => {
  vi.resetModules();
  delete load.cache[load.resolve('kafkajs/src/network/requestQueue/index.js')];
  const QueueClass = load('kafkajs/src/network/requestQueue/index.js') as new (
    options: object,
  ) => Queue;
  const queue = new QueueClass({ requestTimeout: 1_000, logger: { debug: () => {} } });
  queue.scheduleCheckPendingRequests();
  vi.advanceTimersByTime(100);
  expect(vi.getTimerCount()).toBe(1);
});

test('an offset out of range is an error, never a reset', async () => {
  guardClient();
  const Group = load('kafkajs/src/consumer/consumerGroup.js') as {
    prototype: {
      recoverFromFetch(error: Error): Promise<void>;
      recoverFromOffsetOutOfRange(error: object): Promise<void>;
    };
  };
  const error = Object.assign(new Error('out of range'), {
    name: 'KafkaJSOffsetOutOfRange',
    topic: 'topic',
    partition: 4,
  });
  await expect(Group.prototype.recoverFromFetch(error)).rejects.toBeInstanceOf(
    OffsetOutOfRangeError,
  );
  await expect(Group.prototype.recoverFromFetch(error)).rejects.toMatchObject({
    code: 'RIEL_OFFSET_OUT_OF_RANGE',
    retriable: false,
    topic: 'topic',
    partition: 4,
  });
});
