import { createOpener, createRequestVerifier, publicPart } from '@riel/sealing';
import { transferIdOf } from '@riel/ids';
import { connect, sql, type Database } from '@riel/database';
import { TRANSFERS_TOPIC, type Caller, type EventOf } from '@riel/schemas';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { stackAddresses } from '../../../../test/support/stack-addresses.ts';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/test-database.ts';
import { startCommandService, type CommandService } from '../command-service.ts';
import { createTestClient, type TestClient } from '../testing/client.ts';
import { createCommandStack, newRun, type CommandStack } from '../testing/command-stack.ts';
import { openEventLog, type EventLog } from '../testing/event-log.ts';
import { payeeInput, transferInput } from '../testing/transfer-inputs.ts';

const run = newRun();
const caller = `payroll-${run}` as Caller;
const account = 'acc_5tgliBmzjZ6mpQPRbQjfKj';

let testDatabase: TestDatabase;
let stack: CommandStack;
let service: CommandService;
let database: Database;
let log: EventLog;
let client: TestClient;
let stranger: TestClient;

beforeAll(async () => {
  testDatabase = await createTestDatabase({ template: false });
  const addresses = stackAddresses();
  stack = await createCommandStack({
    ...addresses,
    databaseUrl: testDatabase.url,
    run,
    apiKeys: [
      { key: 'secret-1', caller, monoAccounts: [account] },
      { key: 'secret-2', caller: `other-${run}`, monoAccounts: ['*'] },
      { key: 'secret-3', caller, monoAccounts: ['*'], scopes: ['transfers:read'] },
    ],
  });
  const { kafka } = stack;
  const registryUrl = addresses.schemaRegistryUrl;
  log = await openEventLog({ kafka, registryUrl, topics: [TRANSFERS_TOPIC] });
  service = await startCommandService({
    ...stack.environment,
    CALLER_DAILY_MINOR_UNITS_MAX: '9000000000',
    QUERY_BASE_URL: 'http://query.test/',
  });
  client = createTestClient(service.httpUrl, 'secret-1');
  stranger = createTestClient(service.httpUrl, 'secret-2');
  database = await connect({ url: testDatabase.url, schema: 'command', applicationName: 'test' });
});

afterAll(async () => {
  await service?.stop();
  await log?.stop();
  await database?.close();
  await stack?.remove();
  await testDatabase?.drop();
});

const countOf = async (table: string): Promise<bigint> => {
  const { rows } = await sql<{ count: bigint }>`
    select count(*) as count from ${sql.table(`command.${table}`)}
  `.execute(database.kysely);
  return rows[0]?.count ?? 0n;
};

const requestsOf = (transferId: unknown): EventOf<'TransferRequested'>['value'][] =>
  log.events.flatMap(({ event }) =>
    event.name === 'TransferRequested' && event.value.transferId === transferId
      ? [event.value]
      : [],
  );

describe('POST /v1/transfers', () => {
  it('accepts for sending, and the signed and sealed request reaches the log', async () => {
    const traceparent = '00-11111111111111111111111111111111-2222222222222222-01';
    const payee = payeeInput({ reference: 'ref 1', description: 'hello' });
    const body = transferInput({ payee, rail: 'turbo', fallbackRails: [], metadata: { a: 'b' } });
    const answer = await client.transfer('first', body, { traceparent });
    const transferId = transferIdOf(caller, 'first');
    expect(answer.status).toBe(202);
    expect(answer.body).toEqual({
      transferId,
      status: 'accepted',
      acceptedAt: expect.stringMatching(/^2.*Z$/),
      bankCodeChecked: expect.any(Boolean),
      replayed: false,
    });
    expect(answer.headers.get('location')).toBe(`http://query.test/v1/transfers/${transferId}`);
    await vi.waitFor(() => expect(requestsOf(transferId)).toHaveLength(1), 10_000);

    const record = log.events.find(({ event }) => event.name === 'TransferRequested');
    const [request] = requestsOf(transferId);
    expect(record?.key).toBe(transferId);
    expect(record?.headers['ce_type']).toBe('riel.TransferRequested');
    expect(record?.headers['traceparent']).toContain('11111111111111111111111111111111');
    expect(request).toMatchObject({
      caller,
      amount: 12345600n,
      requestedRail: 'turbo',
      fallbackRails: [],
      metadata: { a: 'b' },
    });
    const verifier = createRequestVerifier([publicPart(stack.keys.signingKey)]);
    expect(verifier.verify(request!)).toMatchObject({ kind: 'valid' });
    expect(verifier.verify({ ...request!, amount: 1n as never })).not.toMatchObject({
      kind: 'valid',
    });
    for (const key of [stack.keys.gatewayKey, stack.keys.readerKey]) {
      const opener = await createOpener({ privateKeys: [key] });
      const place = { transferId, eventName: 'TransferRequested' };
      const opened = await opener.open(request!.payee, place);
      expect(opened.kind === 'opened' && JSON.parse(opened.plaintext.toString())).toEqual(payee);
    }
    expect(JSON.stringify(request, (_key, value: unknown) => String(value))).not.toMatch(/Canaria/);
  });

  it('gives the first answer again, for the same command in any spelling', async () => {
    const first = await client.transfer('again', transferInput());
    const again = await client.transfer('again', transferInput({ amount: 12345600, rail: null }));
    expect(again.status).toBe(202);
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    expect(first.headers.get('idempotent-replayed')).toBeNull();
    expect(again.body).toEqual({ ...first.body, replayed: true });
  });

  it('refuses another command under the same key with 422, and stores nothing', async () => {
    await client.transfer('taken', transferInput());
    const before = await countOf('transfers');
    const other = await client.transfer('taken', transferInput({ amount: 1 }));
    expect(other.status).toBe(422);
    expect(other.body).toMatchObject({
      code: 'idempotency-key-reused',
      errors: [{ field: 'Idempotency-Key', in: 'header' }],
    });
    expect(await countOf('transfers')).toBe(before);
  });

  it('makes one transfer of many duplicates at once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 40 }, () => client.transfer('at-once', transferInput())),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]));
    expect(answers.filter(({ body }) => body['replayed'] === false)).toHaveLength(1);
    expect(new Set(answers.map(({ body }) => body['acceptedAt'])).size).toBe(1);
    const transferId = transferIdOf(caller, 'at-once');
    await vi.waitFor(() => expect(requestsOf(transferId)).toHaveLength(1), 10_000);
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
      const before = await countOf('transfers');
      const answer = await client.post('/v1/transfers', body, headers);
      const [status, field] = expected;
      expect(answer.status).toBe(status);
      expect(answer.headers.get('content-type')).toContain('application/problem+json');
      expect(answer.body).toMatchObject({ errors: [{ field }] });
      expect(await countOf('transfers')).toBe(before);
    },
  );

  it('asks for a key with the scope', async () => {
    const nobody = createTestClient(service.httpUrl, 'wrong');
    const reader = createTestClient(service.httpUrl, 'secret-3');
    expect((await nobody.transfer('k', transferInput())).status).toBe(401);
    expect((await reader.transfer('k', transferInput())).status).toBe(403);
  });

  it('tries out without storing, and never takes a mistyped trial for a command', async () => {
    const before = await countOf('transfers');
    const headers = { 'idempotency-key': 'trial' };
    const body = transferInput({ rail: 'ach' });
    const trial = await client.post('/v1/transfers?dryRun=true', body, headers);
    expect(trial.status).toBe(200);
    expect(trial.body).toMatchObject({
      dryRun: true,
      transferId: transferIdOf(caller, 'trial'),
      outcome: 'accepted',
      entries: [
        {
          kind: 'requested',
          postings: expect.arrayContaining([
            { account: 'liabilities:payouts', amount: '12345600', currency: 'COP' },
            { account: `clearing:ach:${account}`, amount: '-12345600', currency: 'COP' },
          ]),
        },
      ],
    });
    for (const query of ['dryRun=yes', 'dryrun=true', 'dryRun=true&dryRun=true']) {
      expect((await client.post(`/v1/transfers?${query}`, body, headers)).status).toBe(400);
    }
    expect(await countOf('transfers')).toBe(before);
  });
});

describe('POST /v1/transfers/batch', () => {
  const member = (idempotencyKey: string, changes = {}) => ({
    idempotencyKey,
    ...transferInput(changes),
  });

  it('accepts each that can be accepted in continue mode', async () => {
    const transfers = [
      member('b1'),
      member('b1'),
      member('b1', { amount: 1 }),
      member('b2', { currency: 'XXX' }),
      member('b3', { monoAccountId: 'acc_foreign' }),
    ];
    const answer = await client.post('/v1/transfers/batch', { mode: 'continue', transfers });
    expect(answer.status).toBe(202);
    expect(answer.body).toMatchObject({ accepted: 1, replayed: 1, rejected: 3, unavailable: 0 });
    expect(answer.body['results']).toMatchObject([
      { outcome: 'accepted', transfer: { transferId: transferIdOf(caller, 'b1') } },
      { outcome: 'replayed' },
      { outcome: 'rejected', errors: [{ field: '/transfers/2/idempotencyKey' }] },
      { outcome: 'rejected', errors: [{ field: '/transfers/3/currency' }] },
      { outcome: 'rejected', errors: [{ field: '/transfers/4/monoAccountId' }] },
    ]);
  });

  it('accepts all or none in atomic mode', async () => {
    const before = await countOf('transfers');
    const bad = [member('a1'), member('a2', { currency: 'XXX' }), member('a3')];
    const refused = await client.post('/v1/transfers/batch', { mode: 'atomic', transfers: bad });
    expect(refused.status).toBe(422);
    expect(refused.body['errors']).toMatchObject([{ field: '/transfers/1/currency' }]);
    expect(await countOf('transfers')).toBe(before);
    const good = { mode: 'atomic', transfers: [member('a1'), member('a3')] };
    expect((await client.post('/v1/transfers/batch', good)).body).toMatchObject({ accepted: 2 });
    expect((await client.post('/v1/transfers/batch', good)).body).toMatchObject({ replayed: 2 });
    expect(await countOf('transfers')).toBe(before + 2n);
  });

  it('takes a thousand members', async () => {
    const transfers = Array.from({ length: 1000 }, (_, index) =>
      member(`many-${index}`, { amount: 1 }),
    );
    const answer = await client.post('/v1/transfers/batch', { mode: 'continue', transfers });
    expect(answer.body).toMatchObject({ accepted: 1000, rejected: 0 });
  });
});

describe('POST /v1/transfers/{id}/cancel', () => {
  const cancelRequests = (transferId: string): number =>
    log.events.filter(
      ({ event }) =>
        event.name === 'TransferCancellationRequested' && event.value.transferId === transferId,
    ).length;

  it('asks once, however often it is called', async () => {
    await client.transfer('to-cancel', transferInput());
    const transferId = transferIdOf(caller, 'to-cancel');
    const path = `/v1/transfers/${transferId}/cancel`;
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => client.post(path, { reason: 'changed-mind' })),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]));
    expect(answers.filter(({ body }) => body['replayed'] === false)).toHaveLength(1);
    expect((await client.post(path)).body).toMatchObject({
      transferId,
      status: 'cancellation-requested',
      replayed: true,
    });
    await vi.waitFor(() => expect(cancelRequests(transferId)).toBe(1), 10_000);
    const names = log.events.filter(({ key }) => key === transferId).map(({ event }) => event.name);
    expect(names).toEqual(['TransferRequested', 'TransferCancellationRequested']);
  });

  it('hides transfers of others and ids that are none', async () => {
    const transferId = transferIdOf(caller, 'first');
    expect((await stranger.post(`/v1/transfers/${transferId}/cancel`)).status).toBe(404);
    expect((await client.post('/v1/transfers/nonsense/cancel')).status).toBe(404);
    const bad = await client.post(`/v1/transfers/${transferId}/cancel`, { reason: 'Free text!' });
    expect(bad.body).toMatchObject({ errors: [{ field: '/reason' }] });
  });
});

describe('around the API', () => {
  it('serves its OpenAPI 3.1 document', async () => {
    const response = await fetch(`${service.httpUrl}/openapi.json`);
    const document = (await response.json()) as { openapi: string; paths: object };
    expect(document.openapi).toMatch(/^3\.1/);
    expect(Object.keys(document.paths)).toEqual([
      '/v1/transfers',
      '/v1/transfers/batch',
      '/v1/transfers/{id}/cancel',
    ]);
  });

  it('is ready, and counts', async () => {
    expect((await fetch(`${service.adminUrl}/health/ready`)).status).toBe(200);
    const metrics = await (await fetch(`${service.adminUrl}/metrics`)).text();
    expect(metrics).toMatch(/riel_commands_total\{door="http",outcome="replayed"/);
    expect(metrics).toContain('riel_outbox_waiting_records');
  });
});
