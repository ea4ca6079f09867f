import { sql } from '@riel/database';
import { transferIdOf } from '@riel/ids';
import { createOpener } from '@riel/sealing';
import type { Caller } from '@riel/schemas';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { stackAddresses } from '../../../../test/support/stack-addresses.ts';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/test-database.ts';
import { pageOf } from '../testing/fake-mono.ts';
import { monoId, transferObject, webhookBody } from '../testing/mono-bodies.ts';
import { startTopicReader, type TopicReader } from '../testing/topic-reader.ts';
import { startWebhookBed, type WebhookBed } from '../testing/webhook-bed.ts';
import { sendWebhook } from '../testing/webhook-stack.ts';
import { EVIDENCE_EVENT_NAME, readOriginal } from './original.ts';
import { readEvidence } from './read-evidence.ts';

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
const soon = { timeout: 15_000, interval: 20 };

interface Original {
  readonly signatureHeader: string;
  readonly rawBody: string;
}

/** What a reader's key finds in the evidence, as it is sent to be verified or replayed. */
async function openedOriginal(evidenceId: string): Promise<Original> {
  const evidence = (await readEvidence(bed.database.kysely, evidenceId))!;
  const opener = await createOpener({ privateKeys: [bed.stack.readerKey] });
  const place = { transferId: evidenceId, eventName: EVIDENCE_EVENT_NAME };
  const opened = await opener.open(evidence.sealed, place);
  const original = readOriginal(opened.kind === 'opened' ? opened.plaintext : Buffer.alloc(0))!;
  const { signatureHeader, rawBody } = original;
  return { signatureHeader, rawBody: rawBody.toString('base64') };
}

async function received(body: string, signedAtSeconds?: number): Promise<string> {
  const before = new Set(await evidenceIds());
  await bed.send(body, signedAtSeconds === undefined ? {} : { signedAtSeconds });
  return (await evidenceIds()).find((id) => !before.has(id))!;
}

async function evidenceIds(): Promise<readonly string[]> {
  const { rows } = await sql<{ evidence_id: string }>`
    select evidence_id from webhook.evidence`.execute(bed.database.kysely);
  return rows.map((row) => row.evidence_id);
}

const post = async (path: string, body: unknown) => {
  const answer = await bed.ops('POST', path, body);
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
};

const operations = async (target: string) => {
  const { rows } = await sql<Record<string, unknown>>`
    select action, caller, key_id, reason, outcome from webhook.operations
     where target = ${target} order by operation_id`.execute(bed.database.kysely);
  return rows;
};

describe('evidence', () => {
  it('proves an old webhook again, and nothing else', async () => {
    const body = webhookBody('bank_transfer_approved', transferObject({ external_id: ours() }));
    const id = await received(body);
    const original = await openedOriginal(id);
    const path = `/v1/webhooks/evidence/${id}/verify`;
    expect(await post(path, original)).toMatchObject({
      status: 200,
      body: { isProven: true, isDigestEqual: true, signature: 'true', secretId: 'secret-1' },
    });
    const changed = Buffer.from(body.replace('1600000', '9600000')).toString('base64');
    expect(await post(path, { ...original, rawBody: changed })).toMatchObject({
      status: 200,
      body: { isProven: false, isDigestEqual: false, signature: 'false' },
    });
    const signatureHeader = `t=1,v1=${'0'.repeat(64)}`;
    expect(await post(path, { ...original, signatureHeader })).toMatchObject({
      body: { isProven: false, isDigestEqual: true, signature: 'false' },
    });
    expect(await operations(id)).toEqual([
      expect.objectContaining({ action: 'verify', caller: 'operator', outcome: 'proven' }),
      expect.objectContaining({ key_id: 'ops-1', outcome: 'not-proven' }),
      expect.objectContaining({ outcome: 'not-proven' }),
    ]);
  });

  it('is read sealed, by operators alone', async () => {
    const id = await received(webhookBody('card_transaction', { id: monoId('tx') }));
    const path = `/v1/webhooks/evidence/${id}`;
    const answer = await bed.ops('GET', path);
    expect(await answer.json()).toMatchObject({
      evidenceId: id,
      eventType: 'card_transaction',
      sealed: { version: 1, ciphertext: expect.any(String) as string },
    });
    const url = `${bed.service.httpUrl}${path}`;
    expect((await fetch(url)).status).toBe(401);
    const headers = { authorization: `Bearer ${bed.stack.otherKey}` };
    expect((await fetch(url, { headers })).status).toBe(403);
    expect((await bed.ops('GET', `/v1/webhooks/evidence/${ours()}`)).status).toBe(404);
  });

  it('is published again under the same event id', async () => {
    const data = transferObject({ external_id: ours() });
    const id = await received(webhookBody('bank_transfer_approved', data));
    const [first] = await topics.waitFor(data.id, 1);
    const body = { ...(await openedOriginal(id)), reason: 'lost downstream' };
    const path = `/v1/webhooks/evidence/${id}/replay`;
    const { eventId } = first!.event.value as { readonly eventId: string };
    expect(await post(path, body)).toEqual({
      status: 200,
      body: { outcome: 'published', eventId, eventName: 'TransferSettled' },
    });
    const [, again] = await topics.waitFor(data.id, 2);
    expect(again?.key).toBe(first?.key);
    expect(again?.event.value).toMatchObject({ eventId, evidenceId: id });
    const forged = { ...body, rawBody: Buffer.from('{}').toString('base64') };
    expect(await post(path, forged)).toMatchObject({ status: 409, body: { code: 'not-proven' } });
    expect(await operations(id)).toMatchObject([{ action: 'replay', reason: 'lost downstream' }]);
  });

  it('of a stale webhook leads to a look-up again, and of an unknown type to nothing', async () => {
    const data = transferObject({ external_id: ours() });
    bed.mono.answer(() => pageOf([data]));
    const staleAt = Math.floor(Date.now() / 1_000) - 40_000;
    const id = await received(webhookBody('bank_transfer_approved', data), staleAt);
    await topics.waitFor(data.id, 1);
    const replay = async (evidenceId: string) =>
      await post(`/v1/webhooks/evidence/${evidenceId}/replay`, {
        ...(await openedOriginal(evidenceId)),
        reason: 'again',
      });
    expect((await replay(id)).body).toEqual({ outcome: 'look-up', reason: 'stale-signature' });
    const unknown = await received(webhookBody('card_transaction', { id: monoId('tx') }));
    expect((await replay(unknown)).body).toEqual({
      outcome: 'nothing-to-publish',
      reason: 'unknown-type',
    });
  });
});

describe('secrets', () => {
  const body = () => webhookBody('unknown_type', { id: monoId('x') });
  const statusOf = async (secret: string): Promise<number> =>
    (await sendWebhook(bed.service.httpUrl, body(), { secret })).status;
  const list = async () => {
    const answer = await bed.ops('GET', '/v1/webhook-secrets');
    return ((await answer.json()) as { secrets: { id: string; status: string }[] }).secrets;
  };

  it('are listed without what is secret, retired and activated on the word of a person', async () => {
    const next = 'whsec_rotation_of_the_test_0001';
    await bed.stack.writeSecret('secret-2', next, '2026-02-01T00:00:00Z');
    expect(await list()).toMatchObject([
      { id: 'secret-2', status: 'active' },
      { id: 'secret-1', status: 'active' },
    ]);
    expect(JSON.stringify(await list())).not.toContain('whsec');
    const retire = { reason: 'rotated' };
    expect((await post('/v1/webhook-secrets/secret-1/retire', retire)).status).toBe(200);
    expect(await statusOf(bed.stack.secret)).toBe(401);
    expect(await statusOf(next)).toBe(200);
    expect(await post('/v1/webhook-secrets/secret-2/retire', retire)).toMatchObject({
      status: 409,
      body: { code: 'last-active-secret' },
    });
    expect((await post('/v1/webhook-secrets/nobody/retire', retire)).status).toBe(404);
    expect((await post('/v1/webhook-secrets/secret-1/activate', retire)).status).toBe(200);
    expect(await statusOf(bed.stack.secret)).toBe(200);
    expect(await operations('secret-1')).toMatchObject([
      { action: 'retire', caller: 'operator', reason: 'rotated' },
      { action: 'activate' },
    ]);
  });

  it('retired without any left make the service not ready', async () => {
    const ready = async () => (await fetch(`${bed.service.adminUrl}/health/ready`)).status;
    expect(await ready()).toBe(200);
    await post('/v1/webhook-secrets/secret-1/retire', { reason: 'leaked', force: true });
    await post('/v1/webhook-secrets/secret-2/retire', { reason: 'leaked', force: true });
    expect(await ready()).toBe(503);
    await post('/v1/webhook-secrets/secret-1/activate', { reason: 'false alarm' });
    await vi.waitFor(async () => expect(await ready()).toBe(200), soon);
  });
});
