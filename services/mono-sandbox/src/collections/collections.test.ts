import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { feeCharge, totalOf } from '../accounts/tariff.ts';
import {
  accountId,
  secret,
  startReceiver,
  startSandbox,
  type Receiver,
  type Sandbox,
} from '../testing/start-sandbox.ts';

let sandbox: Sandbox;
let receiver: Receiver;
beforeAll(async () => {
  sandbox = await startSandbox();
  receiver = await startReceiver();
  const endpoints = [{ url: receiver.url, secret }];
  await sandbox.call('PUT', '/sandbox/webhook-endpoints', { body: { endpoints } });
});
afterAll(async () => {
  await sandbox.stop();
  await receiver.close();
});

const linkBody = (changes: object = {}) => ({
  account_id: accountId,
  amount: { amount: 10_000_000, currency: 'COP' },
  amount_validation: 'free',
  external_id: 'link-1',
  reference: { editable: false, required: false, value: 'REF #132ABC' },
  usage_type: 'reusable',
  ...changes,
});
const createLink = async (changes: object = {}) =>
  sandbox.call('POST', '/v1/collection_links', { body: linkBody(changes) });
const balance = async () =>
  BigInt((await sandbox.call('GET', '/sandbox/state')).body['accounts'][0].availableMinorUnits);
const intent = async (id: string) =>
  (await sandbox.call('GET', `/v1/collection_intents/${id}`)).body;

describe('a link', () => {
  it('is created under its key, read, and listed', async () => {
    const idempotencyKey = 'link-key';
    const body = linkBody();
    const first = await sandbox.call('POST', '/v1/collection_links', { body, idempotencyKey });
    expect(first).toMatchObject({
      status: 201,
      body: { enabled: true, external_id: 'link-1', link: expect.stringContaining('https') },
    });
    const again = await sandbox.call('POST', '/v1/collection_links', { body, idempotencyKey });
    expect(again.body).toEqual(first.body);
    const { body: read } = await sandbox.call('GET', `/v1/collection_links/${first.body['id']}`);
    expect(read).toEqual(first.body);
    const { body: list } = await sandbox.call('GET', '/v1/collection_links?external_id=link-1');
    expect(list['collection_links']).toHaveLength(1);
    expect((await sandbox.call('GET', '/v1/collection_links/clink_x')).status).toBe(404);
    expect((await createLink({ amount_validation: 'any' })).status).toBe(422);
  });

  it('pays the intent, of another amount, and costs the PSE fee', async () => {
    const { body: link } = await createLink({ external_id: 'paid' });
    const before = await balance();
    const path = `/sandbox/collection-links/${link['id']}/pay`;
    const { body: paid } = await sandbox.call('POST', path, { body: { amount: 5_000_000 } });
    await vi.waitFor(() =>
      expect(receiver.received.at(-1)?.type).toBe('collection_intent_credited'),
    );
    expect(receiver.received.at(-1)!.data).toMatchObject({
      id: paid['id'],
      amount: { amount: 5_000_000 },
      collection_link_id: link['id'],
      external_id: 'paid',
      state: 'account_credited',
    });
    expect((await balance()) - before).toBe(5_000_000n - totalOf(feeCharge('pse')));
  });

  it('tells a failure and books nothing', async () => {
    const { body: link } = await createLink();
    const before = await balance();
    const path = `/sandbox/collection-links/${link['id']}/pay`;
    await sandbox.call('POST', path, { body: { outcome: 'failed' } });
    await vi.waitFor(() => expect(receiver.received.at(-1)?.type).toBe('collection_intent_failed'));
    expect(receiver.received.at(-1)!.data['payment']).toHaveProperty('provider_message');
    expect(await balance()).toBe(before);
  });

  it('can be approved in the provider without being money', async () => {
    const { body: link } = await createLink();
    const before = await balance();
    const count = receiver.received.length;
    const path = `/sandbox/collection-links/${link['id']}/pay`;
    const { body: paid } = await sandbox.call('POST', path, { body: { outcome: 'approved-only' } });
    await vi.waitFor(async () =>
      expect(await intent(paid['id'])).toMatchObject({ state: 'approved_in_provider' }),
    );
    expect([await balance(), receiver.received.length]).toEqual([before, count]);
  });

  it.each([
    ['a fixed amount', { amount_validation: 'fixed' }, { amount: 1 }, 422],
    ['too much', { amount_validation: 'can_be_less' }, { amount: 10_000_001 }, 422],
    ['too little', { amount_validation: 'can_be_greater' }, { amount: 9_999_999 }, 422],
    ['expired', { expires_at: '2022-01-01T01:00:00Z' }, {}, 409],
  ])('cannot be paid: %s', async (_name, changes, payment, status) => {
    const { body: link } = await createLink(changes);
    const answer = await sandbox.call('POST', `/sandbox/collection-links/${link['id']}/pay`, {
      body: payment,
    });
    expect(answer.status).toBe(status);
  });

  it('for single use is paid once', async () => {
    const { body: link } = await createLink({ usage_type: 'single_use' });
    const path = `/sandbox/collection-links/${link['id']}/pay`;
    expect((await sandbox.call('POST', path)).status).toBe(200);
    expect((await sandbox.call('POST', path)).status).toBe(409);
  });
});

describe('an intent of an own checkout', () => {
  it('is created, paid once, and listed by state', async () => {
    const body = {
      account_id: accountId,
      amount: { amount: 100, currency: 'COP' },
      bank_code: '1007',
      ip: '88.221.182.60',
      payer: { name: 'Martina Brooks', document_number: '1', document_type: 'CC' },
      redirect_url: 'https://my-page.invalid/',
    };
    const created = await sandbox.call('POST', '/v1/collection_intents', { body });
    expect(created).toMatchObject({
      status: 201,
      body: { state: 'created', payment: { provider: 'pse' } },
    });
    const { id } = created.body as { id: string };
    expect((await sandbox.call('POST', `/sandbox/collection-intents/${id}/pay`)).status).toBe(200);
    expect((await sandbox.call('POST', `/sandbox/collection-intents/${id}/pay`)).status).toBe(409);
    await vi.waitFor(async () =>
      expect(await intent(id)).toMatchObject({ state: 'account_credited' }),
    );
    const { body: list } = await sandbox.call(
      'GET',
      '/v1/collection_intents?state=account_credited',
    );
    expect(list['collection_intents']).toContainEqual(expect.objectContaining({ id }));
    const wrong = { ...body, bank_code: '007' };
    expect((await sandbox.call('POST', '/v1/collection_intents', { body: wrong })).status).toBe(
      422,
    );
  });
});
