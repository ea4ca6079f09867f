import { sql } from '@riel/database';
import { transferIdOf } from '@riel/ids';
import { createOpener } from '@riel/sealing';
import type { Caller } from '@riel/schemas';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { stackAddresses } from '../../../test/support/stack-addresses.ts';
import { createTestDatabase, type TestDatabase } from '../../../test/support/test-database.ts';
import { EVIDENCE_EVENT_NAME } from './evidence/original.ts';
import { readEvidence } from './evidence/read-evidence.ts';
import { creditObject, monoId, transferObject, webhookBody } from './testing/mono-bodies.ts';
import { startTopicReader, type TopicReader } from './testing/topic-reader.ts';
import { startWebhookBed, type WebhookBed } from './testing/webhook-bed.ts';
import { sendWebhook } from './testing/webhook-stack.ts';
import { startWebhookService } from './webhook-service.ts';

const stack = stackAddresses();
let testDatabase: TestDatabase;
let bed: WebhookBed;
let topics: TopicReader;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  bed = await startWebhookBed({ ...stack, databaseUrl: testDatabase.url });
  topics = await startTopicReader(stack);
});

afterAll(async () => {
  await topics.stop();
  await bed.stop();
  await testDatabase.drop();
});

const ours = () => transferIdOf('demo' as Caller, monoId('key'));

describe('a signed webhook', () => {
  it('is durable before it is answered and published once, however often it comes', async () => {
    const transferId = ours();
    const data = transferObject({ external_id: transferId });
    const evidenceBefore = await bed.count('webhook.evidence');
    const answers = await Promise.all([
      bed.send(webhookBody('bank_transfer_approved', data)),
      bed.send(webhookBody('bank_transfer_approved', data)),
    ]);
    expect(answers.map((answer) => answer.status)).toEqual([200, 200]);
    // In a transaction of its own, after the first one.
    expect((await bed.send(webhookBody('bank_transfer_approved', data))).status).toBe(200);
    // Another envelope time is another body, and the same fact.
    const again = webhookBody('bank_transfer_approved', data, '2026-01-10T17:00:00.000000Z');
    expect((await bed.send(again)).status).toBe(200);
    const [settled, ...more] = await topics.waitFor(data.id, 1);
    expect(more).toEqual([]);
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
       where fact.object_id = ${data.id}`.execute(bed.database.kysely);
    expect(rows).toEqual([{ deliveries: 3 }]);
    // Each distinct body is kept once.
    expect(await bed.count('webhook.evidence')).toBe(evidenceBefore + 2);
  });

  it('is one fact with times of another precision', async () => {
    const data = transferObject({ external_id: ours(), updated_at: '2026-01-10T16:40:06Z' });
    const precise = { ...data, updated_at: '2026-01-10T16:40:06.000000+00:00' };
    await bed.send(webhookBody('bank_transfer_approved', data));
    await bed.send(webhookBody('bank_transfer_approved', precise));
    const other = transferObject({ external_id: ours() });
    await bed.send(webhookBody('bank_transfer_approved', other));
    await topics.waitFor(other.id, 1);
    expect(topics.about(data.id)).toHaveLength(1);
  });

  it('keeps the original sealed, for the reader alone', async () => {
    const data = transferObject({ external_id: ours() });
    const body = webhookBody('bank_transfer_approved', data);
    expect((await bed.send(body)).status).toBe(200);
    const { rows } = await sql<{ evidence_id: string }>`
      select evidence_id from webhook.facts where object_id = ${data.id}`.execute(
      bed.database.kysely,
    );
    const evidence = (await readEvidence(bed.database.kysely, rows[0]!.evidence_id))!;
    expect(evidence.sealed.ciphertext.includes('Canary Payee')).toBe(false);
    const opener = await createOpener({ privateKeys: [bed.stack.readerKey] });
    const place = { transferId: evidence.evidenceId, eventName: EVIDENCE_EVENT_NAME };
    const opened = await opener.open(evidence.sealed, place);
    expect(opened.kind).toBe('opened');
    expect(opened.kind === 'opened' && opened.plaintext.includes(body)).toBe(true);
  });

  it('of an unknown type is stored and answered like any other', async () => {
    const before = await bed.count('webhook.receipts');
    const answer = await bed.send(webhookBody('card_transaction', { id: monoId('tx') }));
    expect(answer.status).toBe(200);
    expect(await bed.count('webhook.receipts')).toBe(before + 1);
  });

  it.each([
    ['too long', { id: `trn_${'x'.repeat(5_000)}` }],
    ['with a NUL', { id: 'trn_\0' }],
    ['half a character', { id: 'trn_\ud800' }],
    ['a far time', { updated_at: '9999-12-31T23:59:59.999999Z' }],
    ['a rail with half a character', { rail: '\udfff' }],
  ])('that says what cannot be stored is kept all the same: %s', async (_name, change) => {
    const before = await bed.count('webhook.receipts');
    const data = transferObject({ external_id: ours(), ...change });
    expect((await bed.send(webhookBody('bank_transfer_approved', data))).status).toBe(200);
    expect(await bed.count('webhook.receipts')).toBe(before + 1);
  });
});

describe('what is not believed', () => {
  const body = webhookBody('bank_transfer_approved', transferObject());

  it.each<[string, number, Record<string, string>]>([
    ['another secret', 401, { 'mono-signature': `t=1,v1=${'0'.repeat(64)}` }],
    ['no signature', 401, { 'mono-signature': '' }],
    ['another media type', 415, { 'content-type': 'text/plain' }],
    ['another kind of JSON', 415, { 'content-type': 'application/json-patch+json' }],
    ['a compressed body', 415, { 'content-encoding': 'gzip' }],
  ])('%s is answered %i', async (_name, status, headers) => {
    const before = await bed.count('webhook.receipts');
    const answer = await bed.send(body, { headers });
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(await bed.count('webhook.receipts')).toBe(before);
  });

  it('a body that is too long is answered 413', async () => {
    const long = webhookBody('bank_transfer_approved', { filler: 'x'.repeat(70_000) });
    expect((await bed.send(long)).status).toBe(413);
  });

  it('a time in the future is answered 401', async () => {
    const signedAtSeconds = Math.floor(Date.now() / 1_000) + 3_600;
    expect((await bed.send(body, { signedAtSeconds })).status).toBe(401);
  });
});

describe('secrets', () => {
  it('overlap while one takes the place of another, without a restart', async () => {
    const next = 'whsec_next_secret_of_the_test';
    await bed.stack.writeSecret('secret-2', next, '2026-02-01T00:00:00Z');
    const body = () => webhookBody('unknown_type', { id: monoId('x') });
    await vi.waitFor(
      async () => {
        const answer = await sendWebhook(bed.service.httpUrl, body(), { secret: next });
        expect(answer.status).toBe(200);
      },
      { timeout: 15_000 },
    );
    expect((await bed.send(body())).status).toBe(200);
  });
});

describe('money in', () => {
  it('publishes a credit once, with the payer sealed', async () => {
    const data = creditObject();
    expect((await bed.send(webhookBody('account_credited', data))).status).toBe(200);
    const [credit] = await topics.waitFor(data.id, 1);
    expect(credit?.key).toBe(data.id);
    expect(credit?.event.value).toMatchObject({ amount: 69_300_000n, staleSignature: false });
  });

  it('publishes a stale credit with its mark, and a replay of it never again', async () => {
    const data = creditObject();
    const signedAtSeconds = Math.floor(Date.now() / 1_000) - 40_000;
    const body = webhookBody('account_credited', data);
    expect((await bed.send(body, { signedAtSeconds })).status).toBe(200);
    const [credit] = await topics.waitFor(data.id, 1);
    expect(credit?.event.value).toMatchObject({ staleSignature: true });
    await bed.send(webhookBody('account_credited', data, '2026-02-02T00:00:00Z'));
    const other = creditObject();
    await bed.send(webhookBody('account_credited', other));
    await topics.waitFor(other.id, 1);
    expect(topics.about(data.id)).toHaveLength(1);
  });
});

describe('what works behind the route', () => {
  it('keeps the service from starting if it cannot, and says why', async () => {
    const environment = { ...bed.environment, MONO_API_KEYS_DIRECTORY: '/nowhere' };
    await expect(startWebhookService(environment)).rejects.toMatchObject({
      code: 'RIEL_FILE_RING',
    });
  });

  it('shows its metrics among those of the service', async () => {
    const text = await (await fetch(`${bed.service.adminUrl}/metrics`)).text();
    expect(text).toMatch(/^riel_outbox_published_records_total\{service="webhook"\} [1-9]/m);
    expect(text).toMatch(/^riel_thread_heap_used_megabytes\{thread="background",[^}]*\} \d/m);
    const names = [...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name);
    expect(new Set(names).size).toBe(names.length);
  });
});
