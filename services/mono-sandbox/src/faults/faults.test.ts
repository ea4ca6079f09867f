import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { keys, requestOf, startSandbox, transfer, type Sandbox } from '../testing/start-sandbox.ts';
import { createFaults } from './faults.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.stop());
beforeEach(() => put());

const put = async (...faults: object[]) => {
  const { status } = await sandbox.call('PUT', '/sandbox/faults', { body: { faults } });
  expect(status).toBe(200);
};
let number = 0;
const pay = async (key = `k${(number += 1)}`) => {
  const externalId = `f-${key}`;
  const options = { body: requestOf(transfer({ external_id: externalId })), idempotencyKey: key };
  const answer = await sandbox
    .call('POST', '/v1/transfers', options)
    .catch(() => 'hung-up' as const);
  const { body } = await sandbox.call('GET', `/v1/transfers?external_id=${externalId}`);
  return { key, answer, created: body['transfers'].length as number };
};

describe('faults of requests', () => {
  it.each([
    [{ kind: 'refuse', status: 429, retryAfterSeconds: 7 }, 429, 0],
    [{ kind: 'refuse', status: 408 }, 408, 0],
    [{ kind: 'refuse', status: 503 }, 503, 0],
    [{ kind: 'conflict' }, 409, 0],
    [{ kind: 'fail-after-commit', status: 502 }, 502, 1],
    [{ kind: 'unreadable-answer' }, 200, 1],
    [{ kind: 'redirect' }, 307, 1],
    [{ kind: 'slow-commit', delayMilliseconds: 20 }, 201, 1],
  ])('%j', async (fault, status, created) => {
    await put({ ...fault, count: 1 });
    const first = await pay();
    expect(first).toMatchObject({ answer: { status }, created });
    const again = await pay(first.key);
    expect(again).toMatchObject({ answer: { status: 201 }, created: 1 });
  });

  it.each([
    ['drop-request', 0],
    ['drop-answer', 1],
  ])('%s hangs up', async (kind, created) => {
    await put({ kind, count: 1 });
    const first = await pay();
    expect(first).toMatchObject({ answer: 'hung-up', created });
    expect(await pay(first.key)).toMatchObject({ answer: { status: 201 }, created: 1 });
  });

  it('tells Retry-After in seconds or as a date', async () => {
    await put(
      { kind: 'refuse', status: 429, retryAfterSeconds: 7, count: 1 },
      { kind: 'refuse', status: 429, retryAfterSeconds: 60, retryAfterAsDate: true },
    );
    const [seconds, date] = [await pay(), await pay()].map(({ answer }) =>
      answer === 'hung-up' ? null : answer.headers.get('retry-after'),
    );
    expect(seconds).toBe('7');
    expect(Date.parse(date ?? '')).toBeGreaterThan(Date.now());
  });

  it('creates a part of a batch and fails', async () => {
    await put({ kind: 'partial-batch', count: 1 });
    const members = ['a', 'b', 'c', 'd'].map((id) => transfer({ external_id: `part-${id}` }));
    const answer = await sandbox.call('POST', '/v1/transfers', { body: requestOf(...members) });
    expect(answer.status).toBe(500);
    const counts = await Promise.all(
      ['a', 'b', 'c', 'd'].map(async (id) => {
        const { body } = await sandbox.call('GET', `/v1/transfers?external_id=part-${id}`);
        return body['transfers'].length as number;
      }),
    );
    expect(counts).toEqual([1, 1, 0, 0]);
  });

  it.each([
    ['missing-member', 0],
    ['extra-member', 2],
  ])('%s spoils the answer', async (kind, members) => {
    await put({ kind, count: 1 });
    const { answer } = await pay();
    expect(answer === 'hung-up' ? null : answer.body['transfers']).toHaveLength(members);
  });

  it('strike only where they are bound to', async () => {
    await put(
      { kind: 'refuse', status: 503, externalId: 'f-bound' },
      { kind: 'refuse', status: 500, on: 'banks' },
    );
    expect(await pay()).toMatchObject({ answer: { status: 201 } });
    expect(await pay('bound')).toMatchObject({ answer: { status: 503 }, created: 0 });
    expect((await sandbox.call('GET', '/v1/banks')).status).toBe(500);
    expect((await sandbox.call('GET', '/v1/accounts')).status).toBe(200);
  });
});

describe('faults of readings', () => {
  it('lists late', async () => {
    await put({ kind: 'late-listing', count: 1, delayMilliseconds: 3_600_000 });
    const { key, created } = await pay();
    expect(created).toBe(0);
    await sandbox.call('POST', '/sandbox/advance', { body: { milliseconds: 3_600_000 } });
    const { body } = await sandbox.call('GET', `/v1/transfers?external_id=f-${key}`);
    expect(body['transfers']).toHaveLength(1);
  });

  it('ignores filters', async () => {
    await pay();
    await put({ kind: 'ignore-filters', on: 'list' });
    const { body } = await sandbox.call('GET', '/v1/transfers?external_id=nobody');
    expect(body['transfers'].length).toBeGreaterThan(0);
  });

  it('keeps the cached balance while the live one moves', async () => {
    // Nothing else moves this account meanwhile.
    const quiet = 'acc_0000000000000000000002';
    const read = async (live: boolean) =>
      (await sandbox.call('GET', `/v1/accounts/${quiet}/balances?live=${live}`)).body;
    const before = await read(false);
    await put({ kind: 'stale-balance', on: 'balance' });
    await sandbox.call('POST', '/sandbox/credits', { body: { accountId: quiet, amount: 100 } });
    expect(await read(false)).toEqual(before);
    expect((await read(true))['available'].amount).toBe(before['available'].amount + 100);
    await put();
    expect((await read(false))['available'].amount).toBe(before['available'].amount + 100);
  });
});

describe('rules', () => {
  it('draw the same from the same seed', () => {
    const draw = () => {
      const faults = createFaults(7);
      faults.replace([{ kind: 'drop-answer', probability: 0.3 }]);
      return Array.from({ length: 100 }, () => faults.strike('drop-answer', {}) !== null);
    };
    const drawn = draw();
    expect(draw()).toEqual(drawn);
    const struck = drawn.filter(Boolean).length;
    expect(struck).toBeGreaterThan(10);
    expect(struck).toBeLessThan(60);
  });

  it('of another form are refused', async () => {
    const { status } = await sandbox.call('PUT', '/sandbox/faults', {
      body: { faults: [{ kind: 'x' }] },
    });
    expect(status).toBe(422);
  });

  it('can revoke keys, and the requests of each are counted', async () => {
    const kept = { key: keys.viewer, role: 'Viewer' };
    await sandbox.call('PUT', '/sandbox/api-keys', { body: { keys: [kept] } });
    expect((await sandbox.call('GET', '/v1/banks')).status).toBe(401);
    expect((await sandbox.call('GET', '/v1/banks', { key: keys.viewer })).status).toBe(200);
    const { body } = await sandbox.call('GET', '/sandbox/state');
    expect(body).toMatchObject({ apiKeys: [{ role: 'Viewer', requests: 1 }], refusedKeys: 1 });
    expect(JSON.stringify(body)).not.toContain(keys.viewer);
  });
});
