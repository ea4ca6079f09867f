import { createHmac } from 'node:crypto';
import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  accountId,
  requestOf,
  secret,
  startReceiver,
  startSandbox,
  transfer,
  type Received,
  type Receiver,
  type Sandbox,
} from '../testing/start-sandbox.ts';
import { attemptDelaysSeconds } from './schedule.ts';

const open: (Sandbox | Receiver)[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await ('stop' in one ? one.stop() : one.close());
});

const started = async (settings: Record<string, string> = {}, faults: object[] = []) => {
  const sandbox = await startSandbox(settings);
  const receiver = await startReceiver();
  open.push(sandbox, receiver);
  const endpoints = [{ url: receiver.url, secret }];
  await sandbox.call('PUT', '/sandbox/webhook-endpoints', { body: { endpoints } });
  const put = await sandbox.call('PUT', '/sandbox/faults', { body: { faults } });
  expect(put.status).toBe(200);
  const pay = (changes: object) =>
    sandbox.call('POST', '/v1/transfers', { body: requestOf(transfer(changes)) });
  const until = (types: string[]) =>
    vi.waitFor(() => expect(receiver.received.map(({ type }) => type)).toEqual(types));
  const state = async () => (await sandbox.call('GET', '/sandbox/state')).body;
  return { sandbox, receiver, pay, until, state };
};

const signatureOf = ({ headers, raw }: Received) => {
  const [, time, digest] =
    /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(headers['mono-signature'])) ?? [];
  const expected = createHmac('sha256', secret).update(`${time}.`).update(raw).digest('hex');
  return { seconds: Number(time), isTrue: digest === expected };
};
const sortedKeys = (value: unknown): unknown => {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(sortedKeys);
  const entries = Object.entries(value).toSorted(([left], [right]) => (left < right ? -1 : 1));
  return Object.fromEntries(entries.map(([name, inner]) => [name, sortedKeys(inner)]));
};

describe('a webhook', () => {
  it('is signed over compact JSON with sorted keys and dated by its envelope', async () => {
    const { receiver, pay, until } = await started();
    await pay({ external_id: 'w1', routing: 'ach' });
    await until(['bank_transfer_approved']);
    const webhook = receiver.received[0]!;
    const text = webhook.raw.toString();
    const parsed = JSON.parse(text) as { timestamp: string };
    expect(text).toBe(JSON.stringify(sortedKeys(parsed)));
    const { seconds, isTrue } = signatureOf(webhook);
    expect(isTrue).toBe(true);
    expect(seconds).toBe(Math.floor(Date.parse(parsed.timestamp) / 1_000));
    expect(Math.abs(Date.now() / 1_000 - seconds)).toBeLessThan(10);
    expect(webhook.data).toMatchObject({
      state: 'approved',
      rail: 'ach',
      external_id: 'w1',
      entity_id: 'w1',
    });
  });

  it('tells a fallback before the settlement, naming the new rail only in the end', async () => {
    const { receiver, pay, until } = await started();
    await pay({ routing: 'turbo', payee: { document_number: '55500000000' } });
    await until(['bank_transfer_fallback_routing', 'bank_transfer_approved']);
    const [fallback, approved] = receiver.received.map(({ data }) => data);
    expect(fallback).toMatchObject({
      state: 'in_progress',
      routing: 'turbo',
      fallback_reason: 'rail_not_supported',
    });
    expect(fallback).not.toHaveProperty('rail');
    expect(approved).toMatchObject({ routing: 'turbo', rail: 'ach' });
    expect(approved!['updated_at'] > fallback!['updated_at']).toBe(true);
  });

  it.each([
    [
      { SANDBOX_RAIL_FIELD: 'never', SANDBOX_ROUTING_AFTER_FALLBACK: 'rewritten' },
      { routing: 'ach' },
      { routing: 'ach' },
    ],
    [
      { SANDBOX_RAIL_FIELD: 'always' },
      { routing: 'turbo', rail: 'ach' },
      { routing: 'turbo', rail: 'ach' },
    ],
  ])('shows the rail as the settings %j say', async (settings, inFallback, inEnd) => {
    const { receiver, pay, until } = await started(settings);
    await pay({ routing: 'turbo', payee: { document_number: '55500000000' } });
    await until(['bank_transfer_fallback_routing', 'bank_transfer_approved']);
    const rails = receiver.received.map(({ data }) => ({
      routing: data['routing'],
      ...('rail' in data ? { rail: data['rail'] } : {}),
    }));
    expect(rails).toEqual([inFallback, inEnd]);
  });

  it('tells a change of the final state with the state before', async () => {
    const faults = [{ kind: 'change-final-state', externalId: 'flip', delayMilliseconds: 10 }];
    const { receiver, pay, until } = await started({}, faults);
    await pay({ external_id: 'flip' });
    await until(['bank_transfer_approved', 'bank_transfer_change_final_state']);
    expect(receiver.received[1]!.data).toMatchObject({
      previous_state: 'approved',
      state: 'declined',
    });
  });

  it('tells the events of batches', async () => {
    const settings = { SANDBOX_BATCH_SENT_WEBHOOKS: 'true' };
    const { sandbox, receiver, pay, until } = await started(settings, [
      { kind: 'batch-otp', count: 1 },
    ]);
    const { body } = await pay({ external_id: 'b1' });
    await until(['batch_authorization_requested']);
    expect(receiver.received[0]!.data).toMatchObject({
      id: body['batch'].id,
      state: 'pending_otp',
    });
    await sandbox.call('POST', `/sandbox/batches/${body['batch'].id}/authorize`);
    await until(['batch_authorization_requested', 'batch_sent', 'bank_transfer_approved']);
    expect(receiver.received[1]!.data).toMatchObject({
      state: 'processing_transactions',
      approved_by_user: {},
    });
    await pay({ external_id: 'b1' });
    await vi.waitFor(() => expect(receiver.received.at(-1)!.type).toBe('batch_duplicated'));
  });

  it('tells that a prepared batch was cancelled, and its transfers are', async () => {
    const { sandbox, until } = await started();
    const body = requestOf(transfer({ external_id: 'p1' }));
    const prepared = await sandbox.call('POST', '/v1/transfers/prepare', { body });
    const path = `/sandbox/batches/${prepared.body['batch'].id}/cancel`;
    expect((await sandbox.call('POST', path)).status).toBe(200);
    await until(['batch_authorization_requested', 'batch_canceled']);
    expect((await sandbox.call('POST', path)).status).toBe(409);
    const { body: list } = await sandbox.call('GET', '/v1/transfers?external_id=p1');
    expect(list['transfers']).toMatchObject([{ state: 'cancelled' }]);
  });

  it('tells of credits, which raise the balance', async () => {
    const { sandbox, receiver, until, state } = await started();
    const before = BigInt((await state())['accounts'][0].availableMinorUnits);
    await sandbox.call('POST', '/sandbox/credits', { body: { accountId, amount: '5000' } });
    await until(['account_credited']);
    expect(receiver.received[0]!.data).toMatchObject({
      account: { id: accountId },
      amount: { amount: 5_000, currency: 'COP' },
      type: 'incoming_wire',
      extra: {},
    });
    expect(BigInt((await state())['accounts'][0].availableMinorUnits)).toBe(before + 5_000n);
  });
});

describe('the schedule', () => {
  it('has ten attempts over 8.4 hours', () => {
    expect(attemptDelaysSeconds).toHaveLength(10);
    const hours = attemptDelaysSeconds.reduce((sum, delay) => sum + delay, 0) / 3_600;
    expect(hours).toBeCloseTo(8.44, 1);
  });

  it('repeats until it is answered 2xx, then stops', async () => {
    const { sandbox, receiver, pay, until } = await started();
    receiver.statuses.push(500, 404);
    await pay({});
    await until(['bank_transfer_approved']);
    await sandbox.call('POST', '/sandbox/advance', { body: { milliseconds: 30_000 } });
    expect(receiver.received).toHaveLength(2);
    await sandbox.call('POST', '/sandbox/advance', { body: { milliseconds: 90_000 } });
    expect(receiver.received).toHaveLength(3);
    await sandbox.call('POST', '/sandbox/advance', { body: { milliseconds: 9 * 3_600_000 } });
    expect(receiver.received).toHaveLength(3);
  });

  it('gives up after the tenth', async () => {
    const { sandbox, receiver, pay, until, state } = await started();
    receiver.statuses.push(...Array.from({ length: 20 }, () => 503));
    await pay({});
    await until(['bank_transfer_approved']);
    await sandbox.call('POST', '/sandbox/advance', { body: { milliseconds: 9 * 3_600_000 } });
    expect(receiver.received).toHaveLength(10);
    expect((await state())['webhooks']).toMatchObject({ exhausted: 1, waiting: 0 });
  });

  it.each([
    ['event', true],
    ['attempt', false],
  ])('signs a repetition with the time of the %s', async (setting, isSame) => {
    const settings = { SANDBOX_SIGNED_TIME: setting, SANDBOX_TIMESTAMPS: 'virtual' };
    const { sandbox, receiver, pay, until } = await started(settings);
    receiver.statuses.push(500);
    await pay({});
    await until(['bank_transfer_approved']);
    await sandbox.call('POST', '/sandbox/advance', { body: { milliseconds: 60_000 } });
    const [first, second] = receiver.received.map(signatureOf);
    expect([first!.isTrue, second!.isTrue]).toEqual([true, true]);
    expect(first!.seconds === second!.seconds).toBe(isSame);
    expect(receiver.received[0]!.raw.equals(receiver.received[1]!.raw)).toBe(isSame);
  });
});

describe('faults of webhooks', () => {
  const eventType = 'bank_transfer_approved';

  it('lose one for good', async () => {
    const { sandbox, receiver, pay, state } = await started({}, [
      { kind: 'lose-webhook', externalId: 'x' },
    ]);
    await pay({ external_id: 'x' });
    await vi.waitFor(async () => expect((await state())['webhooks']).toMatchObject({ lost: 1 }));
    await sandbox.call('POST', '/sandbox/advance', { body: { milliseconds: 9 * 3_600_000 } });
    expect(receiver.received).toHaveLength(0);
  });

  it('lose an answer, so that it is repeated with the same bytes', async () => {
    const { sandbox, receiver, pay, until } = await started({}, [
      { kind: 'lose-webhook-answer', count: 1 },
    ]);
    await pay({});
    await until([eventType]);
    await sandbox.call('POST', '/sandbox/advance', { body: { milliseconds: 31_000 } });
    expect(receiver.received).toHaveLength(2);
    expect(receiver.received[0]!.raw.equals(receiver.received[1]!.raw)).toBe(true);
  });

  it('duplicate, forge and shift', async () => {
    const { receiver, pay, until } = await started({}, [
      { kind: 'duplicate-webhook', count: 1, copies: 2 },
      { kind: 'forge-signature', count: 1 },
      { kind: 'shift-signed-time', count: 1, seconds: -40_000 },
    ]);
    await pay({});
    await until([eventType, eventType, eventType]);
    const checked = receiver.received.map(signatureOf);
    expect(checked.filter(({ isTrue }) => isTrue)).toHaveLength(2);
    const past = Date.now() / 1_000 - 30_000;
    expect(checked.filter(({ seconds }) => seconds < past)).toHaveLength(1);
  });

  it('reorder', async () => {
    const late = {
      kind: 'delay-webhook',
      eventType: 'bank_transfer_fallback_routing',
      delayMilliseconds: 5_000,
    };
    const { receiver, pay, until } = await started({}, [late]);
    await pay({ routing: 'turbo', payee: { document_number: '55500000000' } });
    await until([eventType, 'bank_transfer_fallback_routing']);
    expect(
      receiver.received[1]!.data['updated_at'] < receiver.received[0]!.data['updated_at'],
    ).toBe(true);
  });
});
