import { expect, onTestFinished, test } from 'vitest';
import { authenticate } from './authenticate.ts';
import { SHOP_KEY, testServer } from './testing/test-server.ts';

const traceId = '0af7651916cd43dd8448eb211c80319c';

async function observed() {
  const made = await testServer(onTestFinished);
  made.server.get('/v1/things/:id', { onRequest: authenticate('transfers:write') }, (request) => ({
    traceparent: request.traceparent,
  }));
  const get = async (id: string, headers: Record<string, string> = {}) =>
    await made.server.inject({ url: `/v1/things/${id}?secret=c4n4ry`, headers });
  return { ...made, get };
}

test('the trace of the caller goes on, and comes back in the answer', async () => {
  const { get } = await observed();
  const headers = {
    authorization: `Bearer ${SHOP_KEY}`,
    traceparent: `00-${traceId}-b7ad6b7169203331-01`,
  };
  const answer = await get('1', headers);
  const { traceparent } = answer.json<{ traceparent: string }>();
  expect(traceparent).toMatch(new RegExp(`^00-${traceId}-[0-9a-f]{16}-01$`));
  expect(traceparent).not.toContain('b7ad6b7169203331');
  expect(answer.headers['traceparent']).toBe(traceparent);
});

test('a line per request: pattern and status, never path, query, headers or body', async () => {
  const { get, lines } = await observed();
  const headers = { 'x-secret': 'c4n4ry', traceparent: 'c4n4ry', cookie: 'c4n4ry' };
  await get('c4n4ry', { ...headers, authorization: `Bearer ${SHOP_KEY}` });
  await get('c4n4ry', { ...headers, authorization: 'Bearer c4n4ry' });
  const [known, unknown] = lines
    .map((line) => JSON.parse(line) as Record<string, unknown>)
    .filter((line) => line['msg'] === 'request answered');
  expect(known).toMatchObject({
    level: 'info',
    method: 'GET',
    route: '/v1/things/:id',
    status: 200,
    caller: 'shop',
    keyId: 'shop-1',
    milliseconds: expect.any(Number) as unknown,
    traceId: expect.stringMatching(/^[0-9a-f]{32}$/) as unknown,
  });
  expect(unknown).toMatchObject({ status: 401 });
  expect(unknown).not.toHaveProperty('caller');
  expect(lines.join('')).not.toContain('c4n4ry');
  expect(lines.join('')).not.toContain(SHOP_KEY);
});

test('a histogram per route pattern', async () => {
  const { get, metrics, server } = await observed();
  await get('1');
  await get('2');
  await server.inject('/v1/c4n4ry');
  const text = await metrics.text();
  expect(text).toContain(
    'riel_http_request_seconds_count{service="test",method="GET",route="/v1/things/:id",status="401"} 2',
  );
  expect(text).toContain('route="unmatched",status="404"} 1');
  expect(text).not.toContain('c4n4ry');
});
