import { UnavailableError } from '@riel/runtime';
import { Type } from 'typebox';
import { expect, onTestFinished, test } from 'vitest';
import { problem } from './errors.ts';
import { takeRawBodies } from './raw-bodies.ts';
import { testServer, type TestServer } from './testing/test-server.ts';

const open = { config: { isPublic: true } };
const json = { 'content-type': 'application/json' };

async function serverWith(handler: () => unknown): Promise<TestServer> {
  const made = await testServer(onTestFinished);
  made.server.post('/v1/things/:id', open, handler);
  made.server.get('/v1/things/:id', open, handler);
  return made;
}

const fine = () => ({ fine: true });

test('no such path, and no such method on a path', async () => {
  const { server } = await serverWith(fine);
  const nothing = await server.inject('/v1/c4n4ry?x=c4n4ry');
  expect(nothing.statusCode).toBe(404);
  expect(nothing.headers['content-type']).toMatch(/^application\/problem\+json/);
  expect(nothing.json()).toEqual({
    type: 'urn:riel:problem:not-found',
    title: 'Not Found',
    status: 404,
    code: 'not-found',
  });
  const wrongMethod = await server.inject({ method: 'DELETE', url: '/v1/things/7?x=1' });
  expect(wrongMethod.statusCode).toBe(405);
  expect(wrongMethod.headers['allow']).toBe('GET, HEAD, POST');
  expect(wrongMethod.json()).toMatchObject({ code: 'method-not-allowed' });
});

test('bodies that are too long, of another type, no JSON, or absent', async () => {
  const { server } = await serverWith(fine);
  const send = async (payload: string, headers: Record<string, string>) => {
    const answer = await server.inject({ method: 'POST', url: '/v1/things/1', payload, headers });
    return [answer.statusCode, answer.json<{ code: string }>().code];
  };
  expect(await send(JSON.stringify('x'.repeat(1_000)), json)).toEqual([413, 'body-too-large']);
  expect(await send('x', { 'content-type': 'text/plain' })).toEqual([
    415,
    'unsupported-media-type',
  ]);
  expect(await send('<x/>', { 'content-type': 'text/xml' })).toEqual([
    415,
    'unsupported-media-type',
  ]);
  expect(await send('{"a":', json)).toEqual([400, 'malformed-json']);
  expect(await send('', json)).toEqual([400, 'malformed-json']);
  expect(await send('{"__proto__":{"a":1}}', json)).toEqual([400, 'malformed-json']);
  const badUrl = await server.inject('/v1/things/%ff');
  expect([badUrl.statusCode, badUrl.json()]).toMatchObject([400, { code: 'bad-url' }]);
});

test('an error that nobody expected shows nothing of itself', async () => {
  const failure = Object.assign(new Error('c4n4ry'), { detail: 'c4n4ry', code: '23505' });
  const { server, lines } = await serverWith(() => {
    throw failure;
  });
  const answer = await server.inject({
    url: '/v1/things/c4n4ry',
    headers: { authorization: 'c4n4ry' },
  });
  expect(answer.statusCode).toBe(500);
  expect(answer.json()).toEqual({
    type: 'urn:riel:problem:internal-error',
    title: 'Internal Server Error',
    status: 500,
    code: 'internal-error',
  });
  expect(lines.join('')).toContain('"code":"23505"');
  expect(lines.join('')).not.toContain('c4n4ry');
});

test('an error with a status of its own is no answer to the client', async () => {
  const { server } = await serverWith(() => {
    throw Object.assign(new Error('upstream'), { statusCode: 404 });
  });
  expect((await server.inject('/v1/things/1')).statusCode).toBe(500);
});

test('a route answers with a problem of its own', async () => {
  const { server, lines } = await serverWith(() => {
    throw problem({
      status: 404,
      code: 'not-yet-visible',
      title: 'Not yet visible',
      detail: 'The transfer is known, but not projected yet.',
      headers: { 'retry-after': '1' },
    });
  });
  const answer = await server.inject('/v1/things/1');
  expect(answer.headers['retry-after']).toBe('1');
  expect(answer.json()).toEqual({
    type: 'urn:riel:problem:not-yet-visible',
    title: 'Not yet visible',
    status: 404,
    code: 'not-yet-visible',
    detail: 'The transfer is known, but not projected yet.',
  });
  expect(lines.filter((line) => line.includes('request failed'))).toEqual([]);
});

test('a service that takes no more work says when to come again', async () => {
  const { server } = await serverWith(() => {
    throw new UnavailableError('RIEL_OVERLOADED', 'too many');
  });
  const answer = await server.inject('/v1/things/1');
  expect(answer.headers['retry-after']).toBe('1');
  expect(answer.json()).toMatchObject({ status: 503, code: 'overloaded' });
});

test('an answer that breaks its own schema is our fault', async () => {
  const { server } = await testServer(onTestFinished);
  const schema = { response: { 200: Type.Object({ id: Type.Integer() }) } };
  server.get('/v1/broken', { ...open, schema }, () => ({ id: 'x' }) as never);
  expect((await server.inject('/v1/broken')).statusCode).toBe(500);
});

test('a scope with raw bodies gets the very bytes, whatever they claim to be', async () => {
  const { server } = await testServer(onTestFinished);
  await server.register(async (scope) => {
    takeRawBodies(scope);
    scope.post('/v1/raw', open, (request) => ({
      hex: Buffer.isBuffer(request.body) ? request.body.toString('hex') : 'no buffer',
    }));
    await Promise.resolve();
  });
  const payload = Buffer.from('{"a": 1, broken ÿ');
  for (const headers of [json, { 'content-type': 'text/plain' }, {}]) {
    const answer = await server.inject({ method: 'POST', url: '/v1/raw', payload, headers });
    expect(answer.json()).toEqual({ hex: payload.toString('hex') });
  }
  const long = await server.inject({
    method: 'POST',
    url: '/v1/raw',
    payload: 'x'.repeat(2_000),
    headers: json,
  });
  expect(long.statusCode).toBe(413);
});
