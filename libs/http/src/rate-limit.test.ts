import type { Caller } from '@riel/schemas';
import { expect, onTestFinished, test } from 'vitest';
import { authenticate } from './authenticate.ts';
import { createRateLimit } from './rate-limit.ts';
import type { Principal } from './principal.ts';
import { SHOP_KEY, testServer } from './testing/test-server.ts';

const principal = (keyId: string): Principal => ({
  keyId,
  caller: 'shop' as Caller,
  scopes: new Set(),
  monoAccounts: 'all',
});

test('a burst, then the rate, for each key alone', async () => {
  const time = { milliseconds: 0 };
  const take = createRateLimit({ requestsPerSecond: 10, burst: 2, clock: () => time.milliseconds });
  const refused = {
    content: { status: 429, code: 'rate-limited', headers: { 'retry-after': '1' } },
  };
  const [one, other] = [principal('one'), principal('other')];
  await take(one);
  await take(one);
  await expect(take(one)).rejects.toMatchObject(refused);
  await take(other);
  time.milliseconds = 99;
  await expect(take(one)).rejects.toMatchObject(refused);
  time.milliseconds = 100;
  await take(one);
  await expect(take(one)).rejects.toMatchObject(refused);
  time.milliseconds = 60_000;
  await take(one);
  await take(one);
  await expect(take(one)).rejects.toMatchObject(refused);
});

test('without a limit nobody is refused', async () => {
  const take = createRateLimit(undefined);
  for (let count = 0; count < 1_000; count += 1) await take(principal('one'));
  await expect(take(principal('one'))).resolves.toBeUndefined();
});

test('over HTTP it is a problem with Retry-After', async () => {
  const { server } = await testServer(onTestFinished, {
    rateLimit: { requestsPerSecond: 0.1, burst: 1 },
  });
  server.get('/v1/things', { onRequest: authenticate('transfers:write') }, () => ({}));
  const headers = { authorization: `Bearer ${SHOP_KEY}` };
  expect((await server.inject({ url: '/v1/things', headers })).statusCode).toBe(200);
  const refused = await server.inject({ url: '/v1/things', headers });
  expect(refused.statusCode).toBe(429);
  expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
  expect(refused.json()).toMatchObject({ code: 'rate-limited' });
});
