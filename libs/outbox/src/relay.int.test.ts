import { sql } from '@riel/database';
import { createMetrics } from '@riel/runtime';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { createTestDatabase } from '../../../test/support/test-database.ts';
import type { TestDatabase } from '../../../test/support/test-database.ts';
import { laneOf } from './lane.ts';
import { appendToOutbox, startRelay } from './index.ts';
import type { Relay, RelayOptions } from './index.ts';
import { createFakeKafka } from './testing/fake-kafka.ts';
import type { FakeKafka } from './testing/fake-kafka.ts';
import { createOutboxBed, createTestLogger, rowOf } from './testing/outbox-bed.ts';
import type { OutboxBed } from './testing/outbox-bed.ts';

let server: TestDatabase;
let bed: OutboxBed;
let kafka: FakeKafka;
let lines: Record<string, unknown>[];
const onFatal = vi.fn<(error: unknown) => void>();
const relays: Relay[] = [];

beforeAll(async () => {
  server = await createTestDatabase({ template: false });
  bed = await createOutboxBed(server.url);
});

beforeEach(async () => {
  onFatal.mockClear();
  kafka = createFakeKafka();
  await bed.clear();
});

afterEach(async () => {
  await Promise.all(relays.splice(0).map((relay) => relay.stop()));
});

afterAll(async () => {
  await bed.close();
  await server.drop();
});

const start = (more: Partial<RelayOptions> = {}): Relay => {
  const kept = createTestLogger();
  lines = kept.lines;
  const relay = startRelay({
    database: bed.database,
    schema: bed.schema,
    producer: kafka.producer,
    service: 'shop',
    logger: kept.logger,
    onFatal,
    retryMillisecondsMin: 1,
    retryMillisecondsMax: 20,
    ...more,
  });
  relays.push(relay);
  return relay;
};

const until = (condition: () => void | Promise<void>): Promise<void> =>
  vi.waitFor(condition, { timeout: 20_000, interval: 5 });
const values = (): string[] => kafka.log.map(({ value }) => value);
const isDrained = (): Promise<void> => until(async () => expect(await bed.count()).toBe(0));
const twoLanes = (): [string, string] => {
  const one = 'key-0';
  let index = 1;
  while (laneOf(`key-${index}`) === laneOf(one)) {
    index += 1;
  }
  return [one, `key-${index}`];
};

describe('sending', () => {
  test('rows are sent and deleted, without a wake-up by the poll', async () => {
    await bed.append(rowOf('a', '1'), rowOf('a', '2'), rowOf('b', '3', { topic: 'other' }));
    const relay = start();
    await isDrained();
    expect(kafka.log.map(({ topic, key, value }) => `${topic} ${key} ${value}`).toSorted()).toEqual(
      ['other b 3', 'riel.transfers.v1 a 1', 'riel.transfers.v1 a 2'],
    );
    await bed.append(rowOf('a', '4'));
    relay.wake();
    await isDrained();
    expect(values().at(-1)).toBe('4');
  });

  test('a row that commits after a later one was sent is not lost', async () => {
    const relay = start();
    await bed.database.transaction(async (slow) => {
      await appendToOutbox(slow, bed.schema, [rowOf('a', 'early')]);
      await bed.append(rowOf('a', 'late'));
      await until(() => expect(values()).toEqual(['late']));
    });
    relay.wake();
    await until(() => expect(values()).toEqual(['late', 'early']));
  });

  test('one claim holds no more records than its limit', async () => {
    await bed.append(...Array.from({ length: 100 }, (_, index) => rowOf(`${index}`, `${index}`)));
    start({ batchRecordsMax: 16, claimLanesMax: 4 });
    await isDrained();
    expect(new Set(values()).size).toBe(100);
    expect(Math.max(...kafka.calls)).toBeLessThanOrEqual(16);
  });

  test('after a claim of few records the next one waits for more', async () => {
    const gatherMilliseconds = 100;
    const relay = start({ claimsMax: 1, gatherMilliseconds });
    const startedAt = performance.now();
    for (let index = 0; index < 40; index += 1) {
      await bed.append(rowOf('a', `${index}`));
      relay.wake();
    }
    await isDrained();
    const pausesMax = (performance.now() - startedAt) / gatherMilliseconds;
    expect(kafka.calls.length).toBeLessThanOrEqual(pausesMax + 2);
    expect(values()).toEqual(Array.from({ length: 40 }, (_, index) => `${index}`));
  });

  test('after a claim of many the next one follows at once, and a stop waits for no pause', async () => {
    await bed.append(...Array.from({ length: 35 }, (_, index) => rowOf('a', `${index}`)));
    const relay = start({ claimsMax: 1, gatherMilliseconds: 600_000, batchRecordsMax: 10 });
    await isDrained();
    expect(kafka.calls).toEqual([10, 10, 10, 5]);
    await relay.stop();
  });

  test('two relays share the lanes: one that waits for Kafka does not hold the others up', async () => {
    const [slow, fast] = twoLanes();
    const other = await bed.open('riel-test-other');
    const gate = Promise.withResolvers<void>();
    const held = createFakeKafka();
    held.onSend = () => gate.promise.then(() => 'none');
    await bed.append(rowOf(slow, 'held'));
    start({ database: other, producer: held.producer });
    await until(() => expect(held.calls).toHaveLength(1));
    start();
    await bed.append(rowOf(fast, 'passes'), rowOf(slow, 'waits'));
    await until(() => expect(values()).toEqual(['passes']));
    gate.resolve();
    await isDrained();
    expect(held.log.concat(kafka.log).map(({ value }) => value)).toEqual(
      expect.arrayContaining(['held', 'passes', 'waits']),
    );
    await Promise.all(relays.splice(0).map((relay) => relay.stop()));
    await other.close();
  });
});

describe('failing', () => {
  test('while Kafka is away rows wait in the table, and delays grow to their limit', async () => {
    kafka.onSend = () => Promise.resolve('refuse');
    await bed.append(rowOf('a', '1'), rowOf('a', '2'));
    const relay = start({ claimsMax: 1 });
    await until(() => expect(kafka.calls.length).toBeGreaterThanOrEqual(8));
    expect(await relay.waiting()).toBe(2);
    const delays = lines.map(({ milliseconds }) => Number(milliseconds));
    expect(Math.max(...delays)).toBeLessThanOrEqual(20);
    expect(delays.at(-1)).toBeGreaterThanOrEqual(10);
    kafka.onSend = () => Promise.resolve('none');
    await isDrained();
    expect(values()).toEqual(['1', '2']);
    expect(onFatal).not.toHaveBeenCalled();
  });

  test('a relay that dies between sending and commit sends again, in order', async () => {
    let deaths = 2;
    kafka.afterDelivery = async () => {
      if (deaths > 0) {
        deaths -= 1;
        await sql`
          select pg_terminate_backend(pid) from pg_stat_activity
           where datname = current_database() and pid <> pg_backend_pid()
             and application_name = 'riel-test' and state = 'idle in transaction'
        `.execute(bed.database.kysely);
      }
    };
    await bed.append(rowOf('a', '1'), rowOf('a', '2'));
    start();
    await isDrained();
    expect(values()).toEqual(['1', '2', '1', '2', '1', '2']);
    expect(onFatal).not.toHaveBeenCalled();
  });

  test('what no further attempt would change is fatal', async () => {
    await sql`alter table shop.outbox rename to elsewhere`.execute(bed.database.kysely);
    start({ claimsMax: 1 });
    await until(() => expect(onFatal).toHaveBeenCalledTimes(1));
    await sql`alter table shop.elsewhere rename to outbox`.execute(bed.database.kysely);
    expect(onFatal.mock.calls[0]?.[0]).toMatchObject({ code: '42P01' });
  });
});

describe('stopping', () => {
  test('waits for what is being sent and leaves the rest', async () => {
    const gate = Promise.withResolvers<void>();
    kafka.onSend = () => gate.promise.then(() => 'none');
    const [one] = twoLanes();
    await bed.append(rowOf(one, '1'), rowOf(one, '2'), rowOf(one, '3'));
    const relay = start({ batchRecordsMax: 1, claimsMax: 1 });
    await until(() => expect(kafka.calls).toHaveLength(1));
    const onStopped = vi.fn<() => void>();
    const stopping = relay.stop().finally(onStopped);
    await bed.database.ping();
    expect(onStopped).not.toHaveBeenCalled();
    gate.resolve();
    await stopping;
    expect(values()).toEqual(['1']);
    expect(await bed.count()).toBe(2);
  });

  test('does not wait for a back-off', async () => {
    kafka.onSend = () => Promise.resolve('refuse');
    await bed.append(rowOf('a', '1'));
    const relay = start({ retryMillisecondsMin: 60_000, retryMillisecondsMax: 60_000 });
    await until(() => expect(lines.length).toBeGreaterThan(0));
    await relay.stop();
    expect(await bed.count()).toBe(1);
  });
});

test('metrics tell how much waits, how old it is and what was sent', async () => {
  const metrics = createMetrics('shop');
  kafka.onSend = () => Promise.resolve('refuse');
  await bed.append(rowOf('a', '1'), rowOf('b', '2'));
  const relay = start({ metrics });
  await until(() => expect(lines.length).toBeGreaterThan(0));
  expect(await relay.oldestMilliseconds()).toBeGreaterThanOrEqual(0);
  expect(await metrics.text()).toMatch(/riel_outbox_waiting_records\{service="shop"\} 2\n/);
  kafka.onSend = () => Promise.resolve('none');
  await isDrained();
  await relay.stop();
  const text = await metrics.text();
  expect(text).toMatch(/riel_outbox_waiting_records\{service="shop"\} 0\n/);
  expect(text).toMatch(/riel_outbox_oldest_seconds\{service="shop"\} 0\n/);
  expect(text).toMatch(/riel_outbox_published_records_total\{service="shop"\} 2\n/);
  expect(text).toMatch(/riel_outbox_failures_total\{service="shop"\} [1-9]/);
});
