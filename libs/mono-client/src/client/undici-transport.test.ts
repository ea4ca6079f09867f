import { createServer as createHttpServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTcpServer, type AddressInfo, type Socket } from 'node:net';
import { inspect } from 'node:util';
import type { Instant, MonoAccountId, SubmissionId } from '@riel/ids';
import { afterEach, describe, expect, it } from 'vitest';
import { createMonoClient } from './create-mono-client.ts';
import type { MonoClient } from './mono-client.ts';
import { storedSubmissionOf } from './stored-submission.ts';
import type { TransportLimits } from './undici-transport.ts';

const open: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

const apiKey = { id: 'key-1', secret: 'sandbox_canary_secret' };
const limits: Partial<TransportLimits> = {
  connectTimeoutMilliseconds: 500,
  headersTimeoutMilliseconds: 300,
  bodyTimeoutMilliseconds: 300,
  totalTimeoutMilliseconds: 3_000,
  answerBytesMax: 1_000,
};
const submission = storedSubmissionOf({
  operation: 'transfers',
  submissionId: 'sub' as SubmissionId,
  monoAccountId: 'acc_1' as MonoAccountId,
  idempotencyKey: 'f30f1d0b-795f-49f5-80dc-41a7bffccfde',
  body: Buffer.from('{ "account_id": "acc_1", "transfers": [] }'),
  storedAt: 0 as Instant,
});

async function listen(server: Server | ReturnType<typeof createTcpServer>): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  open.push(() => new Promise((resolve) => server.close(resolve)));
  if ('closeAllConnections' in server) open.push(() => server.closeAllConnections());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const clientOf = (baseUrl: string, changed: Partial<TransportLimits> = {}): MonoClient => {
  const client = createMonoClient({ baseUrl, limits: { ...limits, ...changed } });
  open.unshift(() => client.close());
  return client;
};
const answering = async (listener: RequestListener) =>
  clientOf(await listen(createHttpServer(listener)));
/** A server that speaks TCP only: `onData` is called with the first bytes of a request. */
const raw = async (onData: (socket: Socket) => void) =>
  clientOf(
    await listen(
      createTcpServer((socket) => {
        open.push(() => socket.destroy());
        socket.on('error', () => undefined);
        socket.once('data', () => onData(socket));
      }),
    ),
  );

describe('a request', () => {
  it('carries the exact bytes, the stored key and the API key', async () => {
    const seen: unknown[] = [];
    const client = await answering((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const { authorization, 'x-idempotency-key': key, traceparent } = request.headers;
        seen.push(request.method, request.url, authorization, key, traceparent);
        seen.push(Buffer.concat(chunks).toString());
        response.writeHead(201, { 'content-type': 'application/json' });
        response.end('{"transfers":[{"id":"trn_1","state":"created"}]}');
      });
    });
    const outcome = await client.createTransfers(submission, { apiKey, traceparent: '00-a-b-01' });
    expect(outcome).toMatchObject({
      kind: 'answered',
      status: 201,
      body: { kind: 'parsed', value: { transfers: [{ id: 'trn_1', state: 'created' }] } },
    });
    const body = Buffer.from(submission.body).toString();
    const bearer = `Bearer ${apiKey.secret}`;
    expect(seen).toEqual([
      'POST',
      '/v1/transfers',
      bearer,
      submission.idempotencyKey,
      '00-a-b-01',
      body,
    ]);
  });

  it('asks for lists with filters in brackets', async () => {
    let url = '';
    const client = await answering((request, response) => {
      url = decodeURIComponent(request.url ?? '');
      response.end('{"transfers":[],"pagination":{"total_items":0}}');
    });
    await client.listTransfers({
      apiKey,
      filters: { externalId: 'x', insertedAt: { until: 1_640_998_800_000_000 as Instant } },
      page: { number: 2, size: 500 },
      sort: { field: 'inserted_at', direction: 'asc' },
    });
    expect(url).toBe(
      '/v1/transfers?external_id=x&inserted_at[until]=2022-01-01T01:00:00.000000Z&page_number=2&page_size=500&sort[field]=inserted_at&sort[type]=asc',
    );
  });
});

describe('an answer', () => {
  it.each([
    [
      422,
      '{"code":"422","errors":[{"error_code":"missing_field","path":"#/x"}],"id":"log_1"}',
      'mono-error',
    ],
    [200, '<html>', 'unreadable'],
    [200, '{"transfers":1}', 'unreadable'],
    [302, '', 'unreadable'],
    [503, 'Bad gateway', 'unreadable'],
  ])('%i with %j is a value: %s', async (status, text, kind) => {
    const client = await answering((_request, response) => {
      response.writeHead(status, { 'retry-after': '7', location: 'http://elsewhere/' });
      response.end(text);
    });
    const outcome = await client.createTransfers(submission, { apiKey });
    expect(outcome).toMatchObject({
      kind: 'answered',
      status,
      headers: { 'retry-after': '7' },
      body: { kind },
    });
  });
});

describe('a failure', () => {
  it('connection refused was not sent', async () => {
    const closed = createTcpServer();
    await new Promise<void>((resolve) => closed.listen(0, '127.0.0.1', resolve));
    const { port } = closed.address() as AddressInfo;
    await new Promise((resolve) => closed.close(resolve));
    const outcome = await clientOf(`http://127.0.0.1:${port}`).createTransfers(submission, {
      apiKey,
    });
    expect(outcome).toMatchObject({ failure: 'connection-refused', requestWasSent: false });
  });

  it.each([
    ['reset-after-sent', (socket: Socket) => socket.resetAndDestroy()],
    ['reset-after-sent', (socket: Socket) => socket.end()],
    ['headers-timeout', () => undefined],
    [
      'body-timeout',
      (socket: Socket) => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{'),
    ],
    ['protocol', (socket: Socket) => socket.write('NOT HTTP\r\n\r\n')],
    [
      'answer-too-large',
      (socket: Socket) =>
        socket.write(`HTTP/1.1 200 OK\r\ncontent-length: 9000\r\n\r\n${'x'.repeat(2_000)}`),
    ],
  ] as const)('%s may have been sent', async (failure, act) => {
    const client = await raw(act);
    const outcome = await client.createTransfers(submission, { apiKey });
    expect(outcome).toMatchObject({ kind: 'failed', failure, requestWasSent: true });
  });

  it('tls where plain HTTP answers', async () => {
    const url = await listen(createHttpServer());
    const outcome = await clientOf(url.replace('http:', 'https:')).listBanks({
      apiKey,
      kind: 'pse',
    });
    expect(outcome).toMatchObject({ failure: 'tls', requestWasSent: false });
  });

  it('a total time-out while waiting for a connection was not sent, and is not sent later', async () => {
    let requests = 0;
    const client = clientOf(
      await listen(
        createHttpServer((_request, response) => {
          requests += 1;
          setTimeout(() => response.end('{"transfers":[]}'), 250);
        }),
      ),
      { connectionsMax: 1, totalTimeoutMilliseconds: 150, headersTimeoutMilliseconds: 2_000 },
    );
    const first = client.createTransfers(submission, { apiKey });
    const second = client.createTransfers(submission, { apiKey });
    expect(await first).toMatchObject({ failure: 'total-timeout', requestWasSent: true });
    expect(await second).toMatchObject({ failure: 'total-timeout', requestWasSent: false });
    await client.createTransfers(submission, { apiKey });
    expect(requests).toBe(2);
  });

  it('an abort by the caller', async () => {
    const client = await raw(() => undefined);
    const early = await client.listBanks({ apiKey, kind: 'pse', signal: AbortSignal.abort() });
    expect(early).toMatchObject({ failure: 'aborted', requestWasSent: false });
    const controller = new AbortController();
    const pending = client.createTransfers(submission, { apiKey, signal: controller.signal });
    setTimeout(() => controller.abort(), 50);
    expect(await pending).toMatchObject({ failure: 'aborted' });
  });

  it('shows the API key nowhere', async () => {
    const client = await raw((socket) => socket.resetAndDestroy());
    const outcome = await client.createTransfers(submission, { apiKey });
    expect(inspect([outcome, client], { depth: 9, showHidden: true })).not.toContain('canary');
  });
});

it('refuses a base URL that is none', () => {
  expect(() => createMonoClient({ baseUrl: 'mono' })).toThrow(
    expect.objectContaining({ code: 'RIEL_MONO_BASE_URL_INVALID' }),
  );
});
