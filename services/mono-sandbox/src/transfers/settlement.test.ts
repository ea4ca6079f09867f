import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { feeCharge, approvedCharge, totalOf } from '../accounts/tariff.ts';
import {
  accountId,
  opening,
  requestOf,
  startSandbox,
  transfer,
  type Sandbox,
} from '../testing/start-sandbox.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ SANDBOX_TIME_SPEED: '100' });
});
afterAll(() => sandbox.stop());

const create = async (...transfers: object[]) => {
  const answer = await sandbox.call('POST', '/v1/transfers', { body: requestOf(...transfers) });
  expect(answer.body).toHaveProperty('transfers');
  return answer;
};
const find = async (externalId: string) => {
  const { body } = await sandbox.call('GET', `/v1/transfers?external_id=${externalId}`);
  return body['transfers'] as readonly Record<string, unknown>[];
};
const final = async (externalId: string) =>
  vi.waitFor(async () => {
    const found = await find(externalId);
    expect(['approved', 'declined']).toContain(found[0]?.['state']);
    return found[0]!;
  });
const available = async (): Promise<bigint> => {
  const { body } = await sandbox.call('GET', `/v1/accounts/${accountId}/balances?live=true`);
  return BigInt(body['available'].amount);
};

describe('the documented numbers', () => {
  it.each([
    ['ach', '1122334455', 'approved', 'ach', null],
    ['ach', '88814235000', 'declined', 'ach', 'declined_by_origin_bank'],
    ['ach', '99914235000', 'declined', 'ach', 'declined_by_destination_bank'],
    ['turbo', '1122334455', 'approved', 'turbo', null],
    ['turbo', '77714235000', 'declined', 'turbo', 'global_limit_exceeded'],
    ['turbo', '77714235111', 'declined', 'turbo', 'insufficient_funds'],
    ['turbo', '11114235000', 'declined', 'turbo', 'insufficient_funds'],
    ['turbo', '55514235000', 'approved', 'ach', null],
    ['turbo', '55614235000', 'declined', 'ach', 'declined_by_destination_bank'],
    ['transfiya', '1122334455', 'approved', 'transfiya', null],
    ['breb', '1122334455', 'approved', 'breb', null],
    [undefined, '1122334455', 'approved', 'turbo', null],
  ])('%s with %s ends %s on %s', async (routing, number, state, rail, reason) => {
    const externalId = `${routing}-${number}`;
    await create(
      transfer({ routing, external_id: externalId, payee: { document_number: number } }),
    );
    expect(await final(externalId)).toMatchObject({ state, rail, declination_reason: reason });
  });

  it('chooses ach for a bank without turbo', async () => {
    const bank_account = { bank_code: '013', number: '12345', type: 'savings_account' };
    await create(transfer({ external_id: 'no-turbo', payee: { bank_account } }));
    expect(await final('no-turbo')).toMatchObject({
      state: 'approved',
      rail: 'ach',
      routing: 'ach',
    });
  });

  it('declines instead of falling back when the list of fallbacks is explicitly empty', async () => {
    const payee = { document_number: '55514235000' };
    await create(transfer({ external_id: 'none', routing: 'turbo', fallback_routing: [], payee }));
    expect(await final('none')).toMatchObject({
      state: 'declined',
      declination_reason: 'rail_not_supported',
    });
    await create(
      transfer({ external_id: 'list', routing: 'turbo', fallback_routing: ['transfiya'], payee }),
    );
    expect(await final('list')).toMatchObject({
      state: 'approved',
      rail: 'transfiya',
      routing: 'turbo',
    });
  });
});

describe('what an account pays', () => {
  const amount = 123_456_789n;

  it.each([
    ['approved', 'ach', '1122334455', totalOf(approvedCharge('ach', amount))],
    ['declined by the origin', 'ach', '88814235000', 0n],
    ['declined by the destination', 'ach', '99914235000', totalOf(feeCharge('ach'))],
    [
      'settled by the fallback rail',
      'turbo',
      '55514235000',
      totalOf(approvedCharge('ach', amount)),
    ],
  ])('%s on %s', async (name, routing, number, cost) => {
    const before = await available();
    const externalId = `paid-${name}`;
    await create(
      transfer({
        amount: { amount: Number(amount), currency: 'COP' },
        routing,
        external_id: externalId,
        payee: { document_number: number },
      }),
    );
    await final(externalId);
    expect(before - (await available())).toBe(cost);
  });

  it('is the tariff, every part rounded half up', () => {
    expect(approvedCharge('turbo', 123_456_789n)).toEqual({
      amount: 123_456_789n,
      fee: 190_000n,
      iva: 36_100n,
      // 123,456,789 * 0.004 = 493,827.156; 226,100 * 0.004 = 904.4
      gmfOnAmount: 493_827n,
      gmfOnFee: 904n,
    });
    expect(approvedCharge('ach', 125n).gmfOnAmount).toBe(1n);
  });

  it('gives the amount alone back when a final state changes, and takes it again', async () => {
    const externalId = 'flips';
    await create(transfer({ external_id: externalId, routing: 'ach' }));
    await final(externalId);
    const paid = await available();
    const flip = () => sandbox.call('POST', `/sandbox/transfers/${externalId}/change-final-state`);
    expect((await flip()).status).toBe(200);
    expect(await available()).toBe(paid + 100_000_000n);
    await flip();
    expect(await available()).toBe(paid);
    expect((await find(externalId))[0]).toMatchObject({ state: 'approved' });
  });

  it('adds up to what the state says was charged', async () => {
    const { body } = await sandbox.call('GET', '/sandbox/state?limit=100000');
    const total = (body['charges'] as { total: string }[]).reduce(
      (sum, one) => sum + BigInt(one.total),
      0n,
    );
    expect(BigInt(body['accounts'][0].availableMinorUnits)).toBe(opening - total);
  });

  it('is refused by the origin when the account does not hold it, GMF included', async () => {
    const poor = 'acc_0000000000000000000002';
    const body = { account_id: poor, transfers: [transfer({ external_id: 'poor' })] };
    await sandbox.call('POST', '/v1/transfers', { body });
    expect(await final('poor')).toMatchObject({
      state: 'declined',
      declination_reason: 'insufficient_funds',
    });
  });
});

describe('a decline whose money comes back as a credit', () => {
  it('keeps the amount until the credit, which is told like any other', async () => {
    const externalId = 'returned';
    const before = await available();
    const faults = [{ kind: 'return-by-credit', externalId, delayMilliseconds: 30_000 }];
    await sandbox.call('PUT', '/sandbox/faults', { body: { faults } });
    await create(
      transfer({
        routing: 'ach',
        external_id: externalId,
        payee: { document_number: '99914235000' },
      }),
    );
    const { amount } = (await final(externalId)) as { amount: { amount: number } };
    const fees = totalOf(feeCharge('ach'));
    expect(before - (await available())).toBe(fees + BigInt(amount.amount));
    await vi.waitFor(async () => expect(before - (await available())).toBe(fees), 5_000);
  });
});
