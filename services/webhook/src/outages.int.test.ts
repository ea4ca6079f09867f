import { createServer, type AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { connect, sql, type Database } from '@riel/database';
import { transferIdOf } from '@riel/ids';
import type { Caller } from '@riel/schemas';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { stackAddresses } from '../../../test/support/stack-addresses.ts';
import { createTestDatabase, type TestDatabase } from '../../../test/support/test-database.ts';
import { startFakeMono, type FakeMono } from './testing/fake-mono.ts';
import { monoId, transferObject, webhookBody } from './testing/mono-bodies.ts';
import { startServiceProcess, type ServiceProcess } from './testing/service-process.ts';
import { startTcpProxy } from './testing/tcp-proxy.ts';
import { startTopicReader, type TopicReader } from './testing/topic-reader.ts';
import { createWebhookStack, sendWebhook, type WebhookStack } from './testing/webhook-stack.ts';

// Processes start and end here, which takes its time on a busy machine.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 120_000 });

const addresses = stackAddresses();
let topics: TopicReader;
let mono: FakeMono;
let testDatabase: TestDatabase;
let database: Database;
let stack: WebhookStack;
const running: ServiceProcess[] = [];
const soon = { timeout: 30_000, interval: 20 };

beforeAll(async () => {
  topics = await startTopicReader(addresses);
  mono = await startFakeMono();
});

afterAll(async () => {
  await topics.stop();
  await mono.stop();
});

beforeEach(async () => {
  testDatabase = await createTestDatabase();
  database = await connect({
    url: testDatabase.url,
    schema: 'webhook',
    applicationName: 'webhook-test',
  });
  const { kafkaBrokers, schemaRegistryUrl } = addresses;
  const databaseUrl = testDatabase.url;
  const monoBaseUrl = mono.url;
  stack = await createWebhookStack({ databaseUrl, kafkaBrokers, schemaRegistryUrl, monoBaseUrl });
});

afterEach(async () => {
  for (const process of running.splice(0)) await process.kill();
  await database.close();
  await testDatabase.drop();
  await stack.remove();
});

async function start(change: Readonly<Record<string, string>> = {}): Promise<ServiceProcess> {
  const process = await startServiceProcess({ ...stack.environment, ...change });
  running.push(process);
  return process;
}

interface Sent {
  readonly id: string;
  readonly body: string;
}

const settlement = (): Sent => {
  const external_id = transferIdOf('demo' as Caller, monoId('key'));
  const data = transferObject({ external_id });
  return { id: data.id, body: webhookBody('bank_transfer_approved', data) };
};

/** One attempt of Mono's: the status, or null if the connection broke. */
const attempt = async (httpUrl: string, { body }: Sent): Promise<number | null> =>
  await sendWebhook(httpUrl, body, { secret: stack.secret }).then(
    ({ status }) => status,
    () => null,
  );

/** Sends as Mono does: again until it is answered 200, wherever the service is by then. */
async function deliver(httpUrl: () => string, sent: Sent): Promise<void> {
  while ((await attempt(httpUrl(), sent)) !== 200) await wait(20);
}

/**
 * Waits until nothing waits any more and counts: event ids in the log for each webhook (one, however
 * often a crash had it sent), and facts that the service knows.
 */
async function outcomeOf(all: readonly Sent[]) {
  const eventIds = new Set<string>();
  for (const { id } of all) {
    for (const { event } of await topics.waitFor(id, 1)) {
      eventIds.add((event.value as { eventId: string }).eventId);
    }
  }
  await vi.waitFor(async () => expect(await rowsOf('webhook.outbox')).toBe(0), soon);
  return { eventIds: eventIds.size, facts: await rowsOf('webhook.facts') };
}

const once = (all: readonly Sent[]) => ({ eventIds: all.length, facts: all.length });

const rowsOf = async (table: string): Promise<number> => {
  const { rows } = await sql<{ count: bigint }>`
    select count(*) as count from ${sql.table(table)}`.execute(database.kysely);
  return Number(rows[0]?.count);
};

/** An address at which nobody answers. */
async function deadAddress(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
  });
  return `127.0.0.1:${port}`;
}

describe('a kill', () => {
  it('between durable and answer: Mono repeats, and the fact is published once', async () => {
    const service = await start();
    const sent = settlement();
    const answer = attempt(service.httpUrl, sent);
    await vi.waitFor(async () => expect(await rowsOf('webhook.receipts')).toBe(1), {
      timeout: 10_000,
      interval: 1,
    });
    await service.kill();
    await answer;
    const again = await start();
    await deliver(() => again.httpUrl, sent);
    expect(await outcomeOf([sent])).toEqual(once([sent]));
    const { rows } = await sql<{ deliveries: number }>`
      select deliveries from webhook.receipts`.execute(database.kysely);
    expect(rows).toEqual([{ deliveries: 2 }]);
  });

  it('between durable and publish: the next instance publishes what waited', async () => {
    const service = await start({ KAFKA_BROKERS: await deadAddress() });
    const all = Array.from({ length: 30 }, settlement);
    await Promise.all(all.map((sent) => deliver(() => service.httpUrl, sent)));
    expect(await rowsOf('webhook.outbox')).toBe(all.length);
    await service.kill();
    await start();
    expect(await outcomeOf(all)).toEqual(once(all));
    for (const { id } of all) expect(topics.about(id)).toHaveLength(1);
  });

  it('again and again at any moment: nothing signed is lost', async () => {
    let service = await start();
    const all = Array.from({ length: 300 }, settlement);
    const delivered = { count: 0 };
    const delivering = Promise.all(
      all.map(async (sent, index) => {
        await wait(index * 10);
        await deliver(() => service.httpUrl, sent);
        delivered.count += 1;
      }),
    );
    for (const threshold of [40, 120, 200]) {
      await vi.waitUntil(() => delivered.count >= threshold, soon);
      await service.kill();
      service = await start();
    }
    await delivering;
    expect(await outcomeOf(all)).toEqual(once(all));
  });
});

describe('Kafka away', () => {
  it('at the start and for a while: webhooks are taken, and published once it is there', async () => {
    const [host = '', port = ''] = (addresses.kafkaBrokers[0] ?? '').split(':');
    const proxy = await startTcpProxy({ host, port: Number(port), isOpen: false });
    const service = await start({ KAFKA_BROKERS: `127.0.0.1:${proxy.port}` });
    const all = Array.from({ length: 50 }, settlement);
    for (const sent of all) expect(await attempt(service.httpUrl, sent)).toBe(200);
    expect((await fetch(`${service.adminUrl}/health/ready`)).status).toBe(200);
    const metrics = await (await fetch(`${service.adminUrl}/metrics`)).text();
    expect(metrics).toMatch(/riel_outbox_waiting_records\{[^}]*\} 50/);
    expect(metrics).toMatch(/riel_webhook_consumer_healthy\{[^}]*\} 0/);
    await proxy.restore();
    await vi.waitFor(async () => expect(await rowsOf('webhook.outbox')).toBe(0), soon);
    expect(await outcomeOf(all)).toEqual(once(all));
    for (const { id } of all) expect(topics.about(id)).toHaveLength(1);
    await vi.waitFor(async () => {
      const text = await (await fetch(`${service.adminUrl}/metrics`)).text();
      expect(text).toMatch(/riel_webhook_consumer_healthy\{[^}]*\} 1/);
    }, soon);
    await proxy.stop();
  });
});

describe('the database', () => {
  it('that ends every connection under load costs a repetition, not a webhook', async () => {
    const service = await start();
    const all = Array.from({ length: 200 }, settlement);
    const delivering = Promise.all(
      all.map(async (sent, index) => {
        await wait(index * 5);
        await deliver(() => service.httpUrl, sent);
      }),
    );
    for (let round = 0; round < 5; round += 1) {
      await wait(150);
      await sql`
        select pg_terminate_backend(pid) from pg_stat_activity
         where datname = current_database() and application_name = 'riel-webhook'`.execute(
        database.kysely,
      );
    }
    await delivering;
    expect(await outcomeOf(all)).toEqual(once(all));
  });

  it('that is away is answered 503 and told by readiness, until it is back', async () => {
    const url = new URL(testDatabase.url);
    const proxy = await startTcpProxy({ host: url.hostname, port: Number(url.port) });
    url.host = `127.0.0.1:${proxy.port}`;
    const service = await start({ DATABASE_URL: url.href });
    const first = settlement();
    expect(await attempt(service.httpUrl, first)).toBe(200);
    await proxy.cut();
    const second = settlement();
    const refused = await sendWebhook(service.httpUrl, second.body, { secret: stack.secret });
    expect(refused.status).toBe(503);
    expect(refused.headers.get('retry-after')).toBe('5');
    expect((await fetch(`${service.adminUrl}/health/ready`)).status).toBe(503);
    expect((await fetch(`${service.adminUrl}/health/live`)).status).toBe(200);
    expect((await fetch(`${service.adminUrl}/metrics`)).status).toBe(200);
    // A forgery is known as one without a database.
    const forged = await sendWebhook(service.httpUrl, second.body, { secret: 'whsec_of_nobody' });
    expect(forged.status).toBe(401);
    await proxy.restore();
    await deliver(() => service.httpUrl, second);
    expect(await outcomeOf([first, second])).toEqual(once([first, second]));
    await proxy.stop();
  });
});
