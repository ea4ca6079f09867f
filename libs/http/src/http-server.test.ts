import { Type } from 'typebox';
import { expect, onTestFinished, test } from 'vitest';
import { authenticate } from './authenticate.ts';
import { amountInput, amountOutput } from './common-schemas.ts';
import { principalOf } from './principal.ts';
import { SHOP_KEY, testServer, type TestServer } from './testing/test-server.ts';

const authorization = `Bearer ${SHOP_KEY}`;
const json = 'application/json';

const transferSchema = {
  headers: Type.Object({ 'idempotency-key': Type.String({ minLength: 1 }) }),
  querystring: Type.Object({ dryRun: Type.Boolean({ default: false }) }),
  body: Type.Object(
    {
      amount: amountInput,
      payee: Type.Object({ bankCode: Type.String({ maxLength: 4 }) }),
      rail: Type.Optional(Type.Union([Type.Literal('ach'), Type.Literal('turbo')])),
      notAfter: Type.Optional(
        Type.String({ format: 'date-time', default: '2026-01-01T00:00:00Z' }),
      ),
    },
    { additionalProperties: false },
  ),
  response: { 202: Type.Object({ amount: amountOutput, by: Type.String(), dry: Type.Boolean() }) },
};

async function transfersServer(): Promise<TestServer> {
  const made = await testServer(onTestFinished);
  made.server.post(
    '/v1/transfers',
    { onRequest: authenticate('transfers:write'), schema: transferSchema },
    async (request, reply) => {
      const { amount, notAfter } = request.body;
      const by = `${principalOf(request).caller} ${typeof amount} ${notAfter ?? 'none'}`;
      await reply.code(202).send({ amount: `${amount}`, by, dry: request.query.dryRun });
    },
  );
  made.server.get('/v1/open', { config: { isPublic: true } }, () => ({ open: true }));
  made.server.get('/v1/ledger', { onRequest: authenticate('ledger:read') }, () => ({}));
  return made;
}

interface Post {
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
  readonly url?: string;
}

async function post({ server }: TestServer, { body, headers, url }: Post) {
  const answer = await server.inject({
    method: 'POST',
    url: url ?? '/v1/transfers',
    headers: { authorization, 'idempotency-key': 'k', 'content-type': json, ...headers },
    payload: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return {
    ...answer,
    status: answer.statusCode,
    type: answer.headers['content-type'],
    body: answer.json<unknown>(),
  };
}

interface OperationDocument {
  readonly security?: unknown;
  readonly requestBody?: unknown;
  readonly responses: Record<string, object>;
}

const good = { amount: '12300', payee: { bankCode: '1007' } };

test('a good request passes as it is: nothing coerced or filled in', async () => {
  const made = await transfersServer();
  const asText = await post(made, { body: good, url: '/v1/transfers?dryRun=true' });
  expect(asText).toMatchObject({
    status: 202,
    body: { amount: '12300', by: 'shop string none', dry: true },
  });
  const asNumber = await post(made, { body: { ...good, amount: 12_300 } });
  expect(asNumber.body).toEqual({ amount: '12300', by: 'shop number none', dry: false });
});

test('everything wrong with a request is named by its place, and no value comes back', async () => {
  const body = { amount: '1.5', payee: { bankCode: 'c4n4ry' }, rail: 'x', 'a/b': 1 };
  const answer = await post(await transfersServer(), { body });
  expect(answer.status).toBe(400);
  expect(answer.type).toMatch(/^application\/problem\+json/);
  expect(answer.body).toEqual({
    type: 'urn:riel:problem:validation-failed',
    title: 'The request is not valid',
    status: 400,
    code: 'validation-failed',
    errors: expect.arrayContaining([
      { field: '/a~1b', in: 'body', code: 'unknown-field', message: 'is not a known field' },
      {
        field: '/amount',
        in: 'body',
        code: 'wrong-form',
        message: 'has none of the allowed forms',
      },
      { field: '/rail', in: 'body', code: 'wrong-form', message: 'has none of the allowed forms' },
      {
        field: '/payee/bankCode',
        in: 'body',
        code: 'too-long',
        message: 'must NOT have more than 4 characters',
      },
    ]) as unknown,
  });
  expect(JSON.stringify(answer.body)).not.toContain('c4n4ry');
});

test('missing fields, wrong types, headers and query', async () => {
  const made = await transfersServer();
  const errorsOf = async (request: Post) => (await post(made, request)).body;
  expect(await errorsOf({ body: { amount: true, payee: {} } })).toMatchObject({
    errors: [
      { field: '/amount', code: 'wrong-form' },
      { field: '/payee/bankCode', code: 'missing' },
    ],
  });
  expect(await errorsOf({ body: { ...good, payee: { bankCode: 1007 } } })).toMatchObject({
    errors: [{ field: '/payee/bankCode', code: 'wrong-type', message: 'must be string' }],
  });
  expect(await errorsOf({ body: good, headers: { 'idempotency-key': '' } })).toMatchObject({
    errors: [{ field: 'idempotency-key', in: 'header', code: 'too-short' }],
  });
  expect(await errorsOf({ body: good, url: '/v1/transfers?dryRun=maybe' })).toMatchObject({
    errors: [{ field: 'dryRun', in: 'query', code: 'wrong-type' }],
  });
});

test('without a key, with a wrong one, without the scope; and no body is read before', async () => {
  const made = await transfersServer();
  const body = 'x'.repeat(5_000);
  for (const header of ['', 'Bearer', 'Bearer nope', `Basic ${SHOP_KEY}`, `Bearer ${SHOP_KEY} x`]) {
    const refused = await post(made, { body, headers: { authorization: header } });
    expect(refused).toMatchObject({ status: 401, body: { code: 'unauthenticated' } });
    expect(refused.headers['www-authenticate']).toBe('Bearer');
  }
  const answer = await made.server.inject({ url: '/v1/ledger', headers: { authorization } });
  expect(answer.statusCode).toBe(403);
  expect(answer.json()).toMatchObject({
    code: 'scope-missing',
    detail: 'The API key lacks the scope ledger:read.',
  });
});

test('a route that nobody protected cannot be registered', async () => {
  const { server } = await testServer(onTestFinished);
  expect(() => server.get('/v1/secret', () => ({}))).toThrow(
    'GET /v1/secret neither authenticates nor is it public',
  );
});

test('the document says what is asked for', async () => {
  const made = await transfersServer();
  const document = (await made.server.inject('/openapi.json')).json<{
    openapi: string;
    paths: Record<string, Record<string, OperationDocument>>;
  }>();
  expect(document.openapi).toBe('3.1.0');
  expect(document.paths['/v1/transfers']?.['post']?.security).toEqual([
    { apiKey: ['transfers:write'] },
  ]);
  expect(document.paths['/v1/transfers']?.['post']?.requestBody).toBeDefined();
  expect(document.paths['/v1/transfers']?.['post']?.responses).toMatchObject({
    '4XX': { content: { 'application/problem+json': { schema: { type: 'object' } } } },
    '5XX': { content: { 'application/problem+json': {} } },
    202: { content: { 'application/json': {} } },
  });
  expect(document.paths['/openapi.json']).toBeUndefined();
});
