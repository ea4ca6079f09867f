import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createCodec } from '@riel/avro';
import { connect, sql, type Database } from '@riel/database';
import { transferIdOf } from '@riel/ids';
import { createKafka, createProducer, startConsumer, type Consumer } from '@riel/kafka';
import { createLogger } from '@riel/runtime';
import { createOpener } from '@riel/sealing';
import {
  COLLECTIONS_TOPIC,
  TRANSFERS_TOPIC,
  eventNames,
  type AnyEvent,
  type Caller,
  type EventId,
  type Instant,
  type MonoAccountId,
  type MonoTransferId,
  type SubmissionId,
} from '@riel/schemas';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { stackAddresses } from '../../../test/support/stack-addresses.ts';
import { createTestDatabase, type TestDatabase } from '../../../test/support/test-database.ts';
import { monoId, transferObject, webhookBody } from './testing/mono-bodies.ts';
import { createWebhookStack, sendWebhook, type WebhookStack } from './testing/webhook-stack.ts';
import { startWebhookService, type WebhookService } from './webhook-service.ts';

const { kafkaBrokers, schemaRegistryUrl } = stackAddresses();
const logger = createLogger({ service: 'test', level: 'silent' });
const kafka = createKafka({ brokers: kafkaBrokers, clientId: 'webhook-test', logger });

let testDatabase: TestDatabase;
let database: Database;
let stack: WebhookStack;
let service: WebhookService;
let mono: Server;
let consumer: Consumer;
const published: { readonly key: string | null; readonly event: AnyEvent }[] = [];
/** What Mono answers to `GET /v1/transfers`. */
let listed: unknown[] = [];

async function startMono(): Promise<string> {
  mono = createServer((_request, response) => {
    const pagination = { page_number: 1, page_size: 500, total_items: 1, total_pages: 1 };
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ pagination, transfers: listed }));
  });
  await new Promise<void>((resolve) => mono.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(mono.address() as AddressInfo).port}`;
}

async function readTopics(): Promise<Consumer> {
  const codec = await createCodec({
    registryUrl: schemaRegistryUrl,
    writes: [],
    reads: [...eventNames],
  });
  return await startConsumer({
    kafka,
    groupId: `webhook-test-${monoId('group')}`,
    topics: [TRANSFERS_TOPIC, COLLECTIONS_TOPIC],
    onFatal: (error) => {
      throw error;
    },
    onChunk: async (chunk) => {
      await codec.prepare(chunk.records.map(({ value }) => value));
      for (const { key, value } of chunk.records) {
        const decoded = codec.decode(value);
        if (decoded.kind === 'event') published.push({ key, event: decoded.event });
      }
      return { kind: 'done' };
    },
  });
}

const publishedOf = (monoTransferId: string) =>
  published.filter(
    ({ event }) => 'monoTransferId' in event.value && event.value.monoTransferId === monoTransferId,
  );

const soon = { timeout: 15_000, interval: 20 };

async function waitForPublished(monoTransferId: string, count: number) {
  await vi.waitFor(() => expect(publishedOf(monoTransferId).length).toBe(count), soon);
  return publishedOf(monoTransferId);
}

const send = (
  body: string,
  options: { readonly signedAtSeconds?: number; readonly headers?: Record<string, string> } = {},
) => sendWebhook(service.httpUrl, body, { secret: stack.secret, ...options });

const count = async (table: string): Promise<number> => {
  const { rows } = await sql<{ count: bigint }>`
    select count(*) as count from ${sql.table(table)}`.execute(database.kysely);
  return Number(rows[0]?.count ?? 0n);
};

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  database = await connect({
    url: testDatabase.url,
    schema: 'webhook',
    applicationName: 'webhook-test',
  });
  stack = await createWebhookStack({
    databaseUrl: testDatabase.url,
    kafkaBrokers,
    schemaRegistryUrl,
    monoBaseUrl: await startMono(),
  });
  service = await startWebhookService({ ...stack.environment });
  consumer = await readTopics();
});

afterAll(async () => {
  await consumer.stop();
  await service.stop();
  await database.close();
  await testDatabase.drop();
  await stack.remove();
  mono.close();
});

describe('a signed webhook', () => {
  it('is durable before it is answered and published once, however often it comes', async () => {
    const transferId = transferIdOf('demo' as Caller, monoId('key'));
    const data = transferObject({ external_id: transferId });
    const answers = await Promise.all([
      send(webhookBody('bank_transfer_approved', data)),
      send(webhookBody('bank_transfer_approved', data)),
    ]);
    expect(answers.map((answer) => answer.status)).toEqual([200, 200]);
    // Another envelope time is another body, and the same fact.
    const again = webhookBody('bank_transfer_approved', data, '2026-01-10T17:00:00.000000Z');
    expect((await send(again)).status).toBe(200);
    const [settled] = await waitForPublished(data.id, 1);
    expect(settled?.key).toBe(transferId);
    expect(settled?.event.name).toBe('TransferSettled');
    expect(settled?.event.value).toMatchObject({
      transferId,
      amount: 1_600_000n,
      rail: 'ach',
      railEvidence: 'routing',
      source: 'webhook',
    });
    const { rows } = await sql<{ deliveries: number }>`
      select deliveries from webhook.receipts receipt
        join webhook.facts fact on fact.evidence_id = receipt.evidence_id
       where receipt.event_id = ${settled!.event.value.eventId}::uuid`.execute(database.kysely);
    expect(rows).toEqual([{ deliveries: 2 }]);
  });

  it('keeps the original sealed, for the reader alone', async () => {
    const data = transferObject();
    const body = webhookBody('bank_transfer_approved', data);
    expect((await send(body)).status).toBe(200);
    const { rows } = await sql<{
      evidence_id: string;
      data_key_id: string;
      nonce: Buffer;
      ciphertext: Buffer;
      version: number;
      recipients: { keyId: string; encapsulatedKey: string; sealedKey: string }[];
    }>`
      select evidence.*, keys.version, keys.recipients from webhook.evidence evidence
        join webhook.evidence_keys keys using (data_key_id)
       order by received_at desc limit 1`.execute(database.kysely);
    const row = rows[0]!;
    expect(row.ciphertext.includes('Canary Payee')).toBe(false);
    const opener = await createOpener({ privateKeys: [stack.readerKey] });
    const opened = await opener.open(
      {
        version: row.version,
        dataKeyId: row.data_key_id,
        nonce: row.nonce,
        ciphertext: row.ciphertext,
        recipients: row.recipients.map((recipient) => ({
          keyId: recipient.keyId,
          encapsulatedKey: Buffer.from(recipient.encapsulatedKey, 'base64'),
          sealedKey: Buffer.from(recipient.sealedKey, 'base64'),
        })),
      },
      { transferId: row.evidence_id, eventName: 'WebhookEvidence' },
    );
    expect(opened.kind).toBe('opened');
    expect(opened.kind === 'opened' && opened.plaintext.includes(body)).toBe(true);
  });

  it('of an unknown type is stored and answered like any other', async () => {
    const before = await count('webhook.receipts');
    const answer = await send(webhookBody('card_transaction', { id: monoId('tx') }));
    expect(answer.status).toBe(200);
    expect(await count('webhook.receipts')).toBe(before + 1);
  });

  it('with an old signed time only wakes: Mono is asked and its word is published', async () => {
    const data = transferObject({ state: 'approved' });
    const atMono = { ...data, state: 'declined', declination_reason: 'insufficient_funds' };
    listed = [atMono];
    const signedAtSeconds = Math.floor(Date.now() / 1_000) - 40_000;
    const body = webhookBody('bank_transfer_approved', data);
    expect((await send(body, { signedAtSeconds })).status).toBe(200);
    const [fact] = await waitForPublished(data.id, 1);
    expect(fact?.event.name).toBe('TransferDeclined');
    expect(fact?.event.value).toMatchObject({ source: 'look-up' });
  });

  it('of a batch is fanned out by look-up', async () => {
    const members = [
      transferObject({ state: 'cancelled' }),
      transferObject({ state: 'duplicated' }),
    ];
    listed = members;
    const body = webhookBody('batch_canceled', { id: monoId('bat'), state: 'cancelled' });
    expect((await send(body)).status).toBe(200);
    const [cancelled] = await waitForPublished(members[0]!.id, 1);
    const [duplicated] = await waitForPublished(members[1]!.id, 1);
    expect(cancelled?.event.name).toBe('TransferCancelled');
    expect(duplicated?.event.name).toBe('TransferDuplicated');
  });
});

describe('a transfer that is not known to be ours', () => {
  it('is published under its Mono id, and matched once the gateway says whose it is', async () => {
    const data = transferObject();
    expect((await send(webhookBody('bank_transfer_approved', data))).status).toBe(200);
    const [first] = await waitForPublished(data.id, 1);
    expect(first?.key).toBe(data.id);
    expect(first?.event.value).toMatchObject({ transferId: null });
    const transferId = transferIdOf('demo' as Caller, monoId('key'));
    const codec = await createCodec({
      registryUrl: schemaRegistryUrl,
      writes: ['TransferAccepted'],
      reads: [],
    });
    const producer = createProducer(kafka);
    const value = codec.encode('TransferAccepted', {
      eventId: transferId as string as EventId,
      occurredAt: 1 as Instant,
      recordedAt: 1 as Instant,
      transferId,
      monoTransferId: data.id as MonoTransferId,
      monoBatchId: null,
      monoAccountId: monoId('acc') as MonoAccountId,
      monoState: 'created',
      submissionId: transferId as string as SubmissionId,
      foundByLookUp: false,
      routing: null,
    });
    const headers = { ce_type: 'riel.TransferAccepted' };
    await producer.send([
      { topic: TRANSFERS_TOPIC, records: [{ key: transferId, value, headers }] },
    ]);
    await producer.stop();
    // Unmatched, accepted, matched, and the fact again under our id.
    const all = await waitForPublished(data.id, 4);
    const matched = all.find(({ event }) => event.name === 'TransferMatched');
    expect(matched?.key).toBe(data.id);
    expect(matched?.event.value).toMatchObject({ transferId });
    const again = all.filter(({ event }) => event.name === 'TransferSettled');
    expect(again.map(({ key }) => key)).toEqual([data.id, transferId]);
    expect(await count('webhook.unmatched_facts')).toBe(
      published.filter(
        ({ event, key }) => event.name.startsWith('Transfer') && key?.startsWith('trn_'),
      ).length - 2,
    );
  });
});

describe('what is not believed', () => {
  const body = webhookBody('bank_transfer_approved', transferObject());

  it.each<[string, number, Record<string, string>]>([
    ['another secret', 401, { 'mono-signature': `t=1,v1=${'0'.repeat(64)}` }],
    ['no signature', 401, { 'mono-signature': '' }],
    ['another media type', 415, { 'content-type': 'text/plain' }],
    ['a compressed body', 415, { 'content-encoding': 'gzip' }],
  ])('%s is answered %i', async (_name, status, headers) => {
    const before = await count('webhook.receipts');
    expect((await send(body, { headers })).status).toBe(status);
    expect(await count('webhook.receipts')).toBe(before);
  });

  it('a body that is too long is answered 413', async () => {
    const long = webhookBody('bank_transfer_approved', { filler: 'x'.repeat(300_000) });
    expect((await send(long)).status).toBe(413);
  });

  it('a time in the future is answered 401', async () => {
    const signedAtSeconds = Math.floor(Date.now() / 1_000) + 3_600;
    expect((await send(body, { signedAtSeconds })).status).toBe(401);
  });
});

describe('secrets', () => {
  it('overlap while one takes the place of another, without a restart', async () => {
    const next = 'whsec_next_secret_of_the_test';
    await stack.writeSecret('secret-2', next, '2026-02-01T00:00:00Z');
    const body = () => webhookBody('unknown_type', { id: monoId('x') });
    await vi.waitFor(
      async () =>
        expect((await sendWebhook(service.httpUrl, body(), { secret: next })).status).toBe(200),
      soon,
    );
    expect((await send(body())).status).toBe(200);
  });
});

describe('money in', () => {
  it('publishes a credit once, with the payer sealed', async () => {
    const id = monoId('tx');
    const data = {
      account: { id: monoId('acc'), number: '000000001' },
      amount: { amount: 69_300_000, currency: 'COP' },
      description: 'Abono Canary Payer',
      extra: {},
      id,
      payer: {
        bank: { code: '007', name: 'BANCOLOMBIA' },
        document_number: '900000001',
        name: 'X',
      },
      transaction_at: '2026-01-24T22:26:19.000000Z',
      type: 'incoming_wire',
    };
    expect((await send(webhookBody('account_credited', data))).status).toBe(200);
    const credits = () =>
      published.filter(
        ({ event }) => event.name === 'AccountCredited' && event.value.monoTransactionId === id,
      );
    await vi.waitFor(() => expect(credits()).toHaveLength(1), soon);
    expect(credits()[0]?.event.value).toMatchObject({ amount: 69_300_000n, staleSignature: false });
  });
});
