import { createServer, connect as connectTo, type AddressInfo, type Server } from 'node:net';
import { randomUUID } from 'node:crypto';
import { connect, sql, type Database } from '@riel/database';
import { createKafka, createProducer, ensureTopics, type Kafka } from '@riel/kafka';
import { createMonoClient } from '@riel/mono-client';
import { createLogger, now } from '@riel/runtime';
import { keyOf, TRANSFERS_TOPIC, type EventOf } from '@riel/schemas';
import { afterEach, beforeAll, expect, it, vi } from 'vitest';
import { stackAddresses } from '../../../test/support/stack-addresses.ts';
import { createTestDatabase } from '../../../test/support/test-database.ts';
import { startLanes } from './lanes/start-lanes.ts';
import { writeBrokerOffsets } from './recovery/broker-offsets.ts';
import { limitBacklog } from './requests/backlog.ts';
import { createRequestInbox } from './requests/request-inbox.ts';
import { keepRequestConsumer } from './start-consumer.ts';
import { encodeJson, fakeCodec } from './testing/fake-codec.ts';
import { createRaceMono } from './testing/interleavings/race-mono.ts';
import { createTestGateway, testSettings } from './testing/test-gateway.ts';
import { createTestRequests, type TestRequests } from './testing/test-requests.ts';

const SESSION_MILLISECONDS = 6_000;
const logger = createLogger({ service: 'test', level: 'silent' });
const ended: (() => Promise<unknown>)[] = [];
let requests: TestRequests;

beforeAll(async () => {
  requests = await createTestRequests();
});
afterEach(async () => {
  for (const end of ended.splice(0).toReversed()) await end();
});

const openKafka = (brokers: readonly string[]): Kafka =>
  createKafka({ brokers, clientId: 'riel-test', logger });

/** A gateway that reads a topic of the test's own, and a Mono that hangs until it is let go. */
async function givenGateway({ transfersMax = 1_000, kafka = openKafka(brokers()) } = {}) {
  const server = await createTestDatabase();
  ended.push(() => server.drop());
  const database = await connect({ url: server.url, schema: 'gateway', applicationName: 'test' });
  ended.push(() => database.close());
  const topic = `test.gateway.${randomUUID()}`;
  await ensureTopics(openKafka(brokers()), [{ name: topic, partitions: 1, replicationFactor: 1 }]);
  const hanging = Promise.withResolvers<void>();
  const mono = createRaceMono(now, () => hanging.promise);
  const gateway = createTestGateway({ database, requests, now, transport: mono });
  await gateway.keys.register();
  const lanes = startLanes({
    ports: gateway.ports,
    createClient: () => createMonoClient({ baseUrl: 'http://mono', transport: mono }),
    beforeTaking: () => Promise.resolve(),
    lanesMax: 4,
    pollMilliseconds: 20,
  });
  ended.push(async () => {
    hanging.resolve();
    await lanes.stop();
  });
  const seen = { assigned: 0, waits: 0, failures: [] as unknown[] };
  const inbox = createRequestInbox({
    database,
    kafka,
    read: {
      verifier: requests.verifier,
      codec: fakeCodec([
        'TransferRequested',
        'TransferCancellationRequested',
        'CollectionLinkRequested',
      ]),
      alarm: (alarm) => seen.failures.push(alarm),
    },
    write: { now, encode: encodeJson, alarm: (alarm) => seen.failures.push(alarm) },
    onCommitted: () => lanes.wake(),
  });
  const limited = limitBacklog(inbox, {
    transfersMax,
    executor: database.kysely,
    waitMilliseconds: 20,
    onFull: () => (seen.waits += 1),
  });
  const consumer = keepRequestConsumer({
    kafka,
    logger,
    topics: [topic],
    configuration: {
      CONSUMER_GROUP: topic,
      CONSUMER_CHUNK_RECORDS_MAX: 1,
      CONSUMER_RETRY_MILLISECONDS: 20,
      CONSUMER_SESSION_TIMEOUT_MILLISECONDS: SESSION_MILLISECONDS,
    },
    // What is read belongs to the log, as far as the gateway knows.
    onChunk: (chunk) => limited({ ...chunk, topic: TRANSFERS_TOPIC }),
    onAssigned: () => (seen.assigned += 1),
    onCommitted: (committed) =>
      void writeBrokerOffsets(database.kysely, [{ ...committed, topic: TRANSFERS_TOPIC }]).then(
        () => lanes.wake(),
        () => undefined,
      ),
    onFatal: (error) => seen.failures.push(error),
  });
  ended.push(() => consumer.stop());
  return { database, topic, mono, consumer, seen, letMonoGo: () => hanging.resolve() };
}

const brokers = (): readonly string[] => stackAddresses().kafkaBrokers;

/** Publishes requests and returns their transfers. */
async function publish(topic: string, count: number): Promise<readonly string[]> {
  const producer = createProducer(openKafka(brokers()));
  const events = Array.from({ length: count }, (): EventOf<'TransferRequested'> => ({
    name: 'TransferRequested',
    value: requests.request({ idempotencyKey: randomUUID(), at: now() }),
  }));
  await producer.send([
    {
      topic,
      records: events.map((event) => ({
        key: keyOf(event),
        value: encodeJson(event),
        headers: { ce_type: `riel.${event.name}` },
      })),
    },
  ]);
  await producer.stop();
  return events.map(({ value }) => value.transferId);
}

async function countIn(database: Database, states: readonly string[]): Promise<number> {
  const { rows } = await sql<{ count: bigint }>`
    select count(*) as count from gateway.transfers where state = any(${[...states]}::text[])
  `.execute(database.kysely);
  return Number(rows[0]?.count);
}

const patient = { timeout: 50_000, interval: 50 };

it('a Mono that hangs longer than a session costs no partition and sends nothing twice', async () => {
  const { topic, database, mono, seen, consumer, letMonoGo } = await givenGateway();
  const first = await publish(topic, 20);
  // No more at once than the lane may, however many wait.
  await vi.waitFor(() => expect(mono.begun).toHaveLength(testSettings.concurrency), patient);
  const begunAt = performance.now();
  await vi.waitFor(
    () => expect(performance.now() - begunAt).toBeGreaterThan(SESSION_MILLISECONDS + 1_000),
    patient,
  );
  const second = await publish(topic, 2);
  await vi.waitFor(
    async () => expect(await countIn(database, ['waiting', 'submitted'])).toBe(22),
    patient,
  );
  expect(consumer.isHealthy()).toBe(true);
  expect(mono.begun).toHaveLength(testSettings.concurrency);
  letMonoGo();
  await vi.waitFor(async () => expect(await countIn(database, ['accepted'])).toBe(22), patient);
  const sent = mono.begun.flatMap(({ externalIds }) => externalIds);
  expect(sent.toSorted()).toEqual([...first, ...second].toSorted());
  expect(seen).toMatchObject({ assigned: 1, failures: [] });
});

it('a backlog at its limit leaves requests in the log until there is room', async () => {
  const { topic, database, seen, consumer, letMonoGo } = await givenGateway({ transfersMax: 3 });
  await publish(topic, 6);
  await vi.waitFor(() => expect(seen.waits).toBeGreaterThan(5), patient);
  expect(await countIn(database, ['waiting', 'submitted'])).toBe(3);
  expect(consumer.isHealthy()).toBe(true);
  letMonoGo();
  await vi.waitFor(async () => expect(await countIn(database, ['accepted'])).toBe(6), patient);
  expect(seen).toMatchObject({ assigned: 1, failures: [] });
});

/** A way to the broker that is not there yet. */
async function givenClosedWay(): Promise<{ readonly address: string; open(): Promise<void> }> {
  const [host = '', port = ''] = (brokers()[0] ?? '').split(':');
  const way: Server = createServer((socket) => {
    const onward = connectTo(Number(port), host);
    socket.pipe(onward).pipe(socket);
    socket.on('error', () => onward.destroy());
    onward.on('error', () => socket.destroy());
    ended.push(async () => {
      socket.destroy();
      await Promise.resolve();
    });
  });
  const listen = (at: number): Promise<void> =>
    new Promise((resolve) => void way.listen(at, '127.0.0.1', resolve));
  await listen(0);
  const { port: free } = way.address() as AddressInfo;
  await new Promise((resolve) => void way.close(resolve));
  ended.push(async () => {
    way.close();
    await Promise.resolve();
  });
  return { address: `127.0.0.1:${free}`, open: () => listen(free) };
}

it('requests are read when Kafka comes, however late', async () => {
  const way = await givenClosedWay();
  const gateway = await givenGateway({ kafka: openKafka([way.address]) });
  expect(gateway.consumer.isHealthy()).toBe(false);
  await publish(gateway.topic, 1);
  await way.open();
  await vi.waitFor(() => expect(gateway.consumer.isHealthy()).toBe(true), patient);
  gateway.letMonoGo();
  await vi.waitFor(
    async () => expect(await countIn(gateway.database, ['accepted'])).toBe(1),
    patient,
  );
  expect(gateway.seen).toMatchObject({ assigned: 1, failures: [] });
});
