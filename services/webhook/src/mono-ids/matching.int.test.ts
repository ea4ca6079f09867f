import { createCodec } from '@riel/avro';
import { sql } from '@riel/database';
import { transferIdOf } from '@riel/ids';
import { createKafka, createProducer } from '@riel/kafka';
import { createLogger } from '@riel/runtime';
import {
  TRANSFERS_TOPIC,
  type Caller,
  type EventId,
  type EventOf,
  type Instant,
  type MonoAccountId,
  type MonoTransferId,
  type SubmissionId,
  type TransferId,
} from '@riel/schemas';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { stackAddresses } from '../../../../test/support/stack-addresses.ts';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/test-database.ts';
import { pageOf } from '../testing/fake-mono.ts';
import { monoId, transferObject, webhookBody } from '../testing/mono-bodies.ts';
import { startTopicReader, type TopicReader } from '../testing/topic-reader.ts';
import { startWebhookBed, type WebhookBed } from '../testing/webhook-bed.ts';
import { startWebhookService } from '../webhook-service.ts';

const stack = stackAddresses();
let testDatabase: TestDatabase;
let bed: WebhookBed;
let topics: TopicReader;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  bed = await startWebhookBed({ ...stack, databaseUrl: testDatabase.url });
  topics = await startTopicReader(stack);
});

beforeEach(() => bed.mono.answer(() => ({ status: 503, body: {} })));

afterAll(async () => {
  await topics.stop();
  await bed.stop();
  await testDatabase.drop();
});

const soon = { timeout: 15_000, interval: 20 };
const ours = () => transferIdOf('demo' as Caller, monoId('key'));
const namesOf = (id: string) => topics.about(id).map(({ event }) => event.name);

/** Says what the gateway says of a transfer that Mono took. */
async function accept(transferId: TransferId, monoTransferId: string): Promise<void> {
  const logger = createLogger({ service: 'test', level: 'silent' });
  const kafka = createKafka({ brokers: stack.kafkaBrokers, clientId: 'webhook-test', logger });
  const codec = await createCodec({
    registryUrl: stack.schemaRegistryUrl,
    writes: ['TransferAccepted'],
    reads: [],
  });
  const producer = createProducer(kafka);
  const value = codec.encode('TransferAccepted', {
    eventId: transferId as string as EventId,
    occurredAt: 1 as Instant,
    recordedAt: 1_700_000_000_000_000 as Instant,
    transferId,
    monoTransferId: monoTransferId as MonoTransferId,
    monoBatchId: null,
    monoAccountId: monoId('acc') as MonoAccountId,
    monoState: 'created',
    submissionId: transferId as string as SubmissionId,
    foundByLookUp: false,
    routing: null,
  });
  const headers = { ce_type: 'riel.TransferAccepted' };
  await producer.send([{ topic: TRANSFERS_TOPIC, records: [{ key: transferId, value, headers }] }]);
  await producer.stop();
}

describe('a transfer of somebody else', () => {
  it('is published under its Mono id, and matched once the gateway says whose it is', async () => {
    const data = transferObject();
    const rerouted = { ...data, state: 'in_progress', updated_at: '2026-01-10T16:30:00Z' };
    await bed.send(webhookBody('bank_transfer_fallback_routing', rerouted));
    await bed.send(webhookBody('bank_transfer_approved', data));
    const before = await topics.waitFor(data.id, 2);
    expect(before.map(({ key }) => key)).toEqual([data.id, data.id]);
    const transferId = ours();
    await accept(transferId, data.id);
    // Two unmatched, accepted, matched, and both facts again under our id.
    const all = await topics.waitFor(data.id, 6);
    const matched = all.filter(({ event }) => event.name === 'TransferMatched');
    expect(matched).toHaveLength(1);
    expect(matched[0]?.key).toBe(data.id);
    // Dated as the payment, so that the money does not stand twice until the match.
    const payment = before.map(({ event }) => event).find(({ name }) => name === 'TransferSettled');
    const settled = payment?.value as EventOf<'TransferSettled'>['value'] | undefined;
    const occurredAt = settled?.occurredAt;
    expect(matched[0]?.event.value).toMatchObject({ transferId, occurredAt });
    const again = all.filter(({ key, event }) => key === transferId && 'evidenceId' in event.value);
    expect(again.map(({ event }) => event.name).toSorted()).toEqual([
      'TransferRerouted',
      'TransferSettled',
    ]);
    // What comes later comes under our id at once.
    const later = { ...data, updated_at: '2026-02-01T00:00:00Z', previous_state: 'approved' };
    const change = { ...later, state: 'declined' };
    await bed.send(webhookBody('bank_transfer_change_final_state', change));
    const last = (await topics.waitFor(data.id, 7)).at(-1);
    expect(last?.key).toBe(transferId);
  });

  it('whose owner two instances hear of is matched once', async () => {
    const other = await startWebhookService({ ...bed.environment });
    const transfers = Array.from({ length: 20 }, () => ({ data: transferObject(), id: ours() }));
    for (const { data } of transfers) await bed.send(webhookBody('bank_transfer_approved', data));
    for (const { data } of transfers) await topics.waitFor(data.id, 1);
    await Promise.all(transfers.map(({ data, id }) => accept(id, data.id)));
    for (const { data } of transfers) await topics.waitFor(data.id, 4);
    for (const { data } of transfers) {
      expect(namesOf(data.id).toSorted()).toEqual([
        'TransferAccepted',
        'TransferMatched',
        'TransferSettled',
        'TransferSettled',
      ]);
    }
    await other.stop();
  });
});

describe('a transfer for which Mono names no owner', () => {
  const unnamed = () => transferObject({ entity_id: null });

  it('is ours at once if the gateway said so before', async () => {
    const data = unnamed();
    const transferId = ours();
    await accept(transferId, data.id);
    await topics.waitFor(data.id, 1);
    await vi.waitFor(async () => {
      const { rows } = await sql`
        select 1 from webhook.mono_transfers where mono_transfer_id = ${data.id}`.execute(
        bed.database.kysely,
      );
      expect(rows).toHaveLength(1);
    }, soon);
    await bed.send(webhookBody('bank_transfer_approved', data));
    const [, settled] = await topics.waitFor(data.id, 2);
    expect(settled?.key).toBe(transferId);
  });

  it('is looked up, and published under our id alone if Mono knows it', async () => {
    const data = unnamed();
    const transferId = ours();
    bed.mono.answer(() => pageOf([{ ...data, external_id: transferId }]));
    await bed.send(webhookBody('bank_transfer_approved', data));
    const published = await topics.waitFor(data.id, 1);
    expect(published.map(({ key, event }) => [key, event.name])).toEqual([
      [transferId, 'TransferSettled'],
    ]);
  });

  it('is published under its Mono id if Mono knows no owner either', async () => {
    const data = unnamed();
    bed.mono.answer(() => pageOf([data]));
    await bed.send(webhookBody('bank_transfer_approved', data));
    const [fact] = await topics.waitFor(data.id, 1);
    expect(fact?.key).toBe(data.id);
  });

  it('waits for Mono only so long, and is matched when Mono answers later', async () => {
    const data = unnamed();
    await bed.send(webhookBody('bank_transfer_approved', data));
    const [fact] = await topics.waitFor(data.id, 1);
    expect(fact?.key).toBe(data.id);
    const transferId = ours();
    bed.mono.answer(() => pageOf([{ ...data, external_id: transferId }]));
    await topics.waitFor(data.id, 3);
    expect(namesOf(data.id).toSorted()).toEqual([
      'TransferMatched',
      'TransferSettled',
      'TransferSettled',
    ]);
  });
});
