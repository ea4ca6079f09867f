import { collectionLinkIdOf } from '@riel/ids';
import { createOpener } from '@riel/sealing';
import type { CollectionLinkRequested } from '@riel/schemas';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { stackAddresses } from '../../../../test/support/stack-addresses.ts';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/test-database.ts';
import type { TestAnswer, TestClient } from '../testing/client.ts';
import { startHttpFixture, type HttpFixture } from '../testing/http-fixture.ts';
import { linkInput, payerInput } from '../testing/link-inputs.ts';

let testDatabase: TestDatabase;
let fixture: HttpFixture;

beforeAll(async () => {
  testDatabase = await createTestDatabase({ template: false });
  fixture = await startHttpFixture(testDatabase.url, stackAddresses(), {
    QUERY_BASE_URL: 'http://query.test/',
  });
});

afterAll(async () => {
  await fixture?.stop();
  await testDatabase?.drop();
});

const ask = (
  key: string,
  body: unknown,
  client: TestClient = fixture.client,
  query = '',
): Promise<TestAnswer> =>
  client.post(`/v1/collection-links${query}`, body, { 'idempotency-key': key });

const requestsOf = (key: string): readonly CollectionLinkRequested[] =>
  fixture.log.events.flatMap(({ event }) =>
    event.name === 'CollectionLinkRequested' &&
    event.value.collectionLinkId === collectionLinkIdOf(fixture.caller, key)
      ? [event.value]
      : [],
  );

describe('POST /v1/collection-links', () => {
  it('accepts for creating, and the request reaches the log with its payer sealed', async () => {
    const payer = payerInput({ reference: 'ref 1' });
    const body = linkInput({ payer, expiresAt: '2031-01-01T00:00:00Z', amountValidation: 'fixed' });
    const answer = await ask('first', body);
    const collectionLinkId = collectionLinkIdOf(fixture.caller, 'first');
    expect(answer.status).toBe(202);
    expect(answer.body).toEqual({
      collectionLinkId,
      status: 'accepted',
      acceptedAt: expect.stringMatching(/^2.*Z$/),
      replayed: false,
    });
    expect(answer.headers.get('location')).toBe(
      `http://query.test/v1/collection-links/${collectionLinkId}`,
    );
    await vi.waitFor(() => expect(requestsOf('first')).toHaveLength(1), 10_000);
    const record = fixture.log.events.find(({ key }) => key === collectionLinkId);
    expect(record?.topic).toBe('riel.collections.v1');
    expect(record?.headers['ce_type']).toBe('riel.CollectionLinkRequested');
    const request = requestsOf('first')[0]!;
    expect(request).toMatchObject({
      caller: fixture.caller,
      idempotencyKey: 'first',
      amount: 12345600n,
      amountValidation: 'fixed',
      usageType: 'single_use',
      expiresAt: 1924992000000000,
    });
    const text = JSON.stringify(request, (_key, value: unknown) => String(value));
    expect(text).not.toMatch(/Canaria|1099711789/);
    for (const key of [fixture.stack.keys.gatewayKey, fixture.stack.keys.readerKey]) {
      const opener = await createOpener({ privateKeys: [key] });
      const place = { transferId: collectionLinkId, eventName: 'CollectionLinkRequested' };
      const opened = await opener.open(request.payer!, place);
      expect(opened.kind === 'opened' && JSON.parse(opened.plaintext.toString())).toEqual(payer);
    }
  });

  it('gives the first answer again, and refuses another command under the key', async () => {
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => ask('again', linkInput({ payer: null }))),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]));
    expect(answers.filter(({ body }) => body['replayed'] === false)).toHaveLength(1);
    const again = await ask('again', linkInput({ payer: {}, amount: 12345600 }));
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    expect(again.body).toEqual({ ...answers[0]?.body, replayed: true });
    const other = await ask('again', linkInput({ payer: null, amount: 1 }));
    expect(other).toMatchObject({ status: 422, body: { code: 'idempotency-key-reused' } });
    await vi.waitFor(() => expect(requestsOf('again')).toHaveLength(1), 10_000);
  });

  it('refuses what is wrong and stores nothing', async () => {
    const before = await fixture.countOf('collection_links');
    const path = '/v1/collection-links';
    expect(await fixture.client.post(path, linkInput())).toMatchObject({
      status: 400,
      body: { errors: [{ field: 'Idempotency-Key', in: 'header', code: 'required' }] },
    });
    const bad = linkInput({ usageType: 'twice', payer: payerInput({ documentType: null }) });
    const answer = await ask('bad', bad);
    expect(answer).toMatchObject({ status: 400, body: { code: 'invalid-command' } });
    expect(answer.body['errors']).toMatchObject([
      { field: '/usageType' },
      { field: '/payer/documentType' },
    ]);
    const late = await ask('late', linkInput({ expiresAt: '2020-01-01T00:00:00Z' }));
    expect(late).toMatchObject({ status: 422, body: { code: 'expires-at-passed' } });
    const account = await ask('account', linkInput({ monoAccountId: 'acc_another' }));
    expect(account).toMatchObject({ status: 403, body: { code: 'mono-account-not-allowed' } });
    expect((await ask('scope', linkInput(), fixture.reader)).status).toBe(403);
    expect(await fixture.countOf('collection_links')).toBe(before);
  });

  it('tries a link out: it would book nothing, and nothing is stored', async () => {
    const before = await fixture.countOf('collection_links');
    const trial = await ask('trial', linkInput(), fixture.client, '?dryRun=true');
    expect(trial.status).toBe(200);
    expect(trial.body).toEqual({
      dryRun: true,
      collectionLinkId: collectionLinkIdOf(fixture.caller, 'trial'),
      outcome: 'accepted',
      entries: [],
    });
    expect((await ask('trial', linkInput(), fixture.client, '?dryrun=true')).status).toBe(400);
    expect(await fixture.countOf('collection_links')).toBe(before);
  });
});
