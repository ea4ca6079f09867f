import { afterEach, describe, expect, it, vi } from 'vitest';
import { requestOf, startSandbox, transfer, type Sandbox } from '../testing/start-sandbox.ts';

const open: Sandbox[] = [];
afterEach(async () => {
  for (const sandbox of open.splice(0)) await sandbox.stop();
});
const started = async (settings: Record<string, string> = {}, faults: object[] = []) => {
  const sandbox = await startSandbox(settings);
  open.push(sandbox);
  await sandbox.call('PUT', '/sandbox/faults', { body: { faults } });
  return sandbox;
};
const idempotencyKey = 'f30f1d0b-795f-49f5-80dc-41a7bffccfde';
const body = requestOf(transfer({ external_id: 'one' }));
const total = async (sandbox: Sandbox): Promise<number> =>
  (await sandbox.call('GET', '/sandbox/state')).body['transfers'].total;

describe('the idempotency key', () => {
  it('gives the same answer to the same bytes', async () => {
    const sandbox = await started();
    const first = await sandbox.call('POST', '/v1/transfers', { body, idempotencyKey });
    const again = await sandbox.call('POST', '/v1/transfers', { body, idempotencyKey });
    expect([again.status, again.body]).toEqual([first.status, first.body]);
    expect(await total(sandbox)).toBe(1);
  });

  it('is a conflict with other bytes', async () => {
    const sandbox = await started();
    await sandbox.call('POST', '/v1/transfers', { body, idempotencyKey });
    const other = requestOf(transfer({ external_id: 'two' }));
    const answer = await sandbox.call('POST', '/v1/transfers', { body: other, idempotencyKey });
    expect(answer).toMatchObject({
      status: 409,
      body: { errors: [{ error_code: 'idempotency_conflict' }] },
    });
  });

  it('is a conflict while the first request is in flight', async () => {
    const sandbox = await started({}, [{ kind: 'slow-answer', count: 1, delayMilliseconds: 300 }]);
    const first = sandbox.call('POST', '/v1/transfers', { body, idempotencyKey });
    await vi.waitFor(async () => expect(await total(sandbox)).toBe(1));
    const second = await sandbox.call('POST', '/v1/transfers', { body, idempotencyKey });
    expect(second.status).toBe(409);
    expect((await first).status).toBe(201);
    const third = await sandbox.call('POST', '/v1/transfers', { body, idempotencyKey });
    expect(third.body).toEqual((await first).body);
  });

  it('may be used again after a refusal', async () => {
    const sandbox = await started();
    const bad = await sandbox.call('POST', '/v1/transfers', { body: {}, idempotencyKey });
    expect(bad.status).toBe(422);
    const good = await sandbox.call('POST', '/v1/transfers', { body, idempotencyKey });
    expect(good.status).toBe(201);
  });

  it('can be forgotten, which only the external id survives', async () => {
    const sandbox = await started({}, [{ kind: 'forget-key', externalId: 'one', count: 1 }]);
    await sandbox.call('POST', '/v1/transfers', { body, idempotencyKey });
    const again = await sandbox.call('POST', '/v1/transfers', { body, idempotencyKey });
    expect(again).toMatchObject({ status: 200, body: { transfers: [{ state: 'duplicated' }] } });
  });
});

describe('an external id that was seen before', () => {
  it('is listed as duplicated and not paid', async () => {
    const sandbox = await started();
    await sandbox.call('POST', '/v1/transfers', { body });
    const again = await sandbox.call('POST', '/v1/transfers', { body });
    expect(again.body['transfers']).toMatchObject([
      { state: 'duplicated', batch: { state: 'duplicated' } },
    ]);
    const mixed = requestOf(transfer({ external_id: 'one' }), transfer({ external_id: 'new' }));
    const answer = await sandbox.call('POST', '/v1/transfers', { body: mixed });
    expect(answer).toMatchObject({
      status: 201,
      body: { transfers: [{ state: 'duplicated' }, { state: 'created' }] },
    });
  });

  it('gives the first transfer where the setting says so', async () => {
    const sandbox = await started({ SANDBOX_DUPLICATES: 'return-existing' });
    const first = await sandbox.call('POST', '/v1/transfers', { body });
    const again = await sandbox.call('POST', '/v1/transfers', { body });
    expect(again.status).toBe(200);
    expect(again.body['transfers'][0].id).toBe(first.body['transfers'][0].id);
    expect(await total(sandbox)).toBe(1);
  });
});
