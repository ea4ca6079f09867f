import { transferIdOf } from '@riel/ids';
import { createOpener, createRequestVerifier, publicPart } from '@riel/sealing';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { stackAddresses } from '../../../../test/support/stack-addresses.ts';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/test-database.ts';
import { startHttpFixture, TEST_ACCOUNT, type HttpFixture } from '../testing/http-fixture.ts';
import { createTestClient } from '../testing/client.ts';
import { payeeInput, transferInput } from '../testing/transfer-inputs.ts';

let testDatabase: TestDatabase;
let fixture: HttpFixture;

beforeAll(async () => {
  testDatabase = await createTestDatabase({ template: false });
  fixture = await startHttpFixture(testDatabase.url, stackAddresses(), {
    CALLER_DAILY_MINOR_UNITS_MAX: '9000000000',
    QUERY_BASE_URL: 'http://query.test/',
  });
});

afterAll(async () => {
  await fixture?.stop();
  await testDatabase?.drop();
});

describe('POST /v1/transfers', () => {
  it('accepts for sending, and the signed and sealed request reaches the log', async () => {
    const traceparent = '00-11111111111111111111111111111111-2222222222222222-01';
    const payee = payeeInput({ reference: 'ref 1', description: 'hello' });
    const body = transferInput({ payee, rail: 'turbo', fallbackRails: [], metadata: { a: 'b' } });
    const answer = await fixture.client.transfer('first', body, { traceparent });
    const transferId = transferIdOf(fixture.caller, 'first');
    expect(answer.status).toBe(202);
    expect(answer.body).toEqual({
      transferId,
      status: 'accepted',
      acceptedAt: expect.stringMatching(/^2.*Z$/),
      bankCodeChecked: expect.any(Boolean),
      replayed: false,
    });
    expect(answer.headers.get('location')).toBe(`http://query.test/v1/transfers/${transferId}`);
    await vi.waitFor(() => expect(fixture.requestsOf(transferId)).toHaveLength(1), 10_000);

    const record = fixture.log.events.find(({ key }) => key === transferId);
    const [request] = fixture.requestsOf(transferId);
    expect(record?.key).toBe(transferId);
    expect(record?.headers['ce_type']).toBe('riel.TransferRequested');
    expect(record?.headers['traceparent']).toContain('11111111111111111111111111111111');
    expect(request).toMatchObject({
      caller: fixture.caller,
      amount: 12345600n,
      requestedRail: 'turbo',
      fallbackRails: [],
      metadata: { a: 'b' },
    });
    const verifier = createRequestVerifier([publicPart(fixture.stack.keys.signingKey)]);
    expect(verifier.verify(request!)).toMatchObject({ kind: 'valid' });
    expect(verifier.verify({ ...request!, amount: 1n as never })).not.toMatchObject({
      kind: 'valid',
    });
    for (const key of [fixture.stack.keys.gatewayKey, fixture.stack.keys.readerKey]) {
      const opener = await createOpener({ privateKeys: [key] });
      const place = { transferId, eventName: 'TransferRequested' };
      const opened = await opener.open(request!.payee, place);
      expect(opened.kind === 'opened' && JSON.parse(opened.plaintext.toString())).toEqual(payee);
    }
    expect(JSON.stringify(request, (_key, value: unknown) => String(value))).not.toMatch(/Canaria/);
  });

  it('gives the first answer again, for the same command in any spelling', async () => {
    const first = await fixture.client.transfer('again', transferInput());
    const again = await fixture.client.transfer(
      'again',
      transferInput({ amount: 12345600, rail: null }),
    );
    expect(again.status).toBe(202);
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    expect(first.headers.get('idempotent-replayed')).toBeNull();
    expect(again.body).toEqual({ ...first.body, replayed: true });
  });

  it('refuses another command under the same key with 422, and stores nothing', async () => {
    await fixture.client.transfer('taken', transferInput());
    const before = await fixture.countOf('transfers');
    const other = await fixture.client.transfer('taken', transferInput({ amount: 1 }));
    expect(other.status).toBe(422);
    expect(other.body).toMatchObject({
      code: 'idempotency-key-reused',
      errors: [{ field: 'Idempotency-Key', in: 'header' }],
    });
    expect(await fixture.countOf('transfers')).toBe(before);
  });

  it('makes one transfer of many duplicates at once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 40 }, () => fixture.client.transfer('at-once', transferInput())),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]));
    expect(answers.filter(({ body }) => body['replayed'] === false)).toHaveLength(1);
    expect(new Set(answers.map(({ body }) => body['acceptedAt'])).size).toBe(1);
    const transferId = transferIdOf(fixture.caller, 'at-once');
    await vi.waitFor(() => expect(fixture.requestsOf(transferId)).toHaveLength(1), 10_000);
  });

  it.each([
    ['no key', {}, transferInput(), 400, 'Idempotency-Key'],
    ['a zero amount', { 'idempotency-key': 'x' }, transferInput({ amount: 0 }), 400, '/amount'],
    [
      'an unknown field',
      { 'idempotency-key': 'x' },
      transferInput({ payee: payeeInput({ colour: 1 }) }),
      400,
      '/payee/colour',
    ],
    [
      'an unknown document type',
      { 'idempotency-key': 'x' },
      transferInput({ payee: payeeInput({ documentType: 'XX' }) }),
      422,
      '/payee/documentType',
    ],
    [
      'a foreign Mono account',
      { 'idempotency-key': 'x' },
      transferInput({ monoAccountId: 'acc_foreign' }),
      403,
      '/monoAccountId',
    ],
    [
      'too much for one day',
      { 'idempotency-key': 'x' },
      transferInput({ amount: '9000000001' }),
      422,
      '/amount',
    ],
  ])(
    'answers %s with a problem that names the field',
    async (_what, headers, body, ...expected) => {
      const before = await fixture.countOf('transfers');
      const answer = await fixture.client.post('/v1/transfers', body, headers);
      const [status, field] = expected;
      expect(answer.status).toBe(status);
      expect(answer.headers.get('content-type')).toContain('application/problem+json');
      expect(answer.body).toMatchObject({ errors: [{ field }] });
      expect(await fixture.countOf('transfers')).toBe(before);
    },
  );

  it('asks for a key with the scope', async () => {
    const nobody = createTestClient(fixture.service.httpUrl, 'wrong');
    expect((await nobody.transfer('k', transferInput())).status).toBe(401);
    expect((await fixture.reader.transfer('k', transferInput())).status).toBe(403);
  });

  it('tries out without storing, and never takes a mistyped trial for a command', async () => {
    const before = await fixture.countOf('transfers');
    const headers = { 'idempotency-key': 'trial' };
    const body = transferInput({ rail: 'ach' });
    const trial = await fixture.client.post('/v1/transfers?dryRun=true', body, headers);
    expect(trial.status).toBe(200);
    expect(trial.body).toMatchObject({
      dryRun: true,
      transferId: transferIdOf(fixture.caller, 'trial'),
      outcome: 'accepted',
      entries: [
        {
          kind: 'requested',
          postings: expect.arrayContaining([
            { account: 'liabilities:payouts', amount: '12345600', currency: 'COP' },
            { account: `clearing:ach:${TEST_ACCOUNT}`, amount: '-12345600', currency: 'COP' },
          ]),
        },
      ],
    });
    for (const query of ['dryRun=yes', 'dryrun=true', 'dryRun=true&dryRun=true']) {
      expect((await fixture.client.post(`/v1/transfers?${query}`, body, headers)).status).toBe(400);
    }
    expect(await fixture.countOf('transfers')).toBe(before);
  });
});

describe('around the API', () => {
  it('serves its OpenAPI 3.1 document', async () => {
    const response = await fetch(`${fixture.service.httpUrl}/openapi.json`);
    const document = (await response.json()) as { openapi: string; paths: object };
    expect(document.openapi).toMatch(/^3\.1/);
    expect(Object.keys(document.paths)).toEqual([
      '/v1/transfers',
      '/v1/transfers/batch',
      '/v1/transfers/{id}/cancel',
      '/v1/collection-links',
      '/v1/adjustments',
    ]);
  });

  it('is ready, and counts', async () => {
    expect((await fetch(`${fixture.service.adminUrl}/health/ready`)).status).toBe(200);
    const metrics = await (await fetch(`${fixture.service.adminUrl}/metrics`)).text();
    expect(metrics).toMatch(/riel_commands_total\{door="http",outcome="replayed"/);
    expect(metrics).toContain('riel_outbox_waiting_records');
  });
});
