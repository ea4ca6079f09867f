import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  accountId,
  keys,
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

describe('a creation', () => {
  it('makes a batch and answers what was created', async () => {
    const { status, body } = await create(transfer({ external_id: 'c1', reference: 'r' }));
    expect(status).toBe(201);
    expect(body).toMatchObject({
      account_id: accountId,
      transfers: [
        {
          amount: { amount: 100_000_000, currency: 'COP' },
          batch: { account_id: accountId, origin: 'api' },
          declination_reason: null,
          entity_id: 'c1',
          external_id: 'c1',
          fallback_routing: [],
          reference: 'r',
          state: 'created',
        },
      ],
    });
    expect(body['transfers'][0].id).toMatch(/^trn_[A-Za-z0-9]{22}$/);
    expect(body['transfers'][0].inserted_at).toMatch(/\.\d{6}Z$/);
  });

  it.each([
    ['no account', { transfers: [transfer()] }, 'missing_field', '#/account_id'],
    [
      'another account',
      { account_id: 'acc_x', transfers: [transfer()] },
      'item_not_found',
      '#/account_id',
    ],
    ['no transfers', requestOf(), 'validation_error', '#/transfers'],
    ['no amount', requestOf(transfer({ amount: null })), 'invalid_format', '#/transfers/0/amount'],
    [
      'zero',
      requestOf(transfer({ amount: { amount: 0, currency: 'COP' } })),
      'validation_error',
      '#/transfers/0/amount/amount',
    ],
    [
      'a fraction',
      requestOf(transfer({ amount: { amount: 1.5, currency: 'COP' } })),
      'validation_error',
      '#/transfers/0/amount/amount',
    ],
    [
      'dollars',
      requestOf(transfer({ amount: { amount: 1, currency: 'USD' } })),
      'validation_error',
      '#/transfers/0/amount/currency',
    ],
    [
      'no name',
      requestOf(transfer({ payee: { name: undefined } })),
      'missing_field',
      '#/transfers/0/payee/name',
    ],
    [
      'a bad second',
      requestOf(transfer(), transfer({ routing: 'horse' })),
      'validation_error',
      '#/transfers/1/routing',
    ],
    [
      'a strange fallback',
      requestOf(transfer({ fallback_routing: ['horse'] })),
      'validation_error',
      '#/transfers/0/fallback_routing',
    ],
    [
      'another bank',
      requestOf(
        transfer({
          payee: { bank_account: { bank_code: '999', number: '12345', type: 'savings_account' } },
        }),
      ),
      'validation_error',
      '#/transfers/0/payee/bank_account/bank_code',
    ],
    [
      'a long id',
      requestOf(transfer({ external_id: 'x'.repeat(256) })),
      'validation_error',
      '#/transfers/0/external_id',
    ],
  ])('with %s is refused with its path', async (_name, body, errorCode, path) => {
    const before = await sandbox.call('GET', '/sandbox/state');
    const answer = await sandbox.call('POST', '/v1/transfers', { body });
    expect(answer.status).toBe(422);
    expect(answer.body).toMatchObject({
      code: '422 Unprocessable Entity',
      errors: expect.arrayContaining([
        { error_code: errorCode, message: expect.any(String), path, url: null },
      ]),
      id: expect.stringMatching(/^log_/),
    });
    const after = await sandbox.call('GET', '/sandbox/state');
    expect(after.body['transfers'].total).toBe(before.body['transfers'].total);
  });

  it('of more than a thousand is refused, of a thousand is one batch', async () => {
    const many = Array.from({ length: 1_001 }, () => transfer());
    const refused = await sandbox.call('POST', '/v1/transfers', { body: requestOf(...many) });
    expect(refused.status).toBe(422);
    const small = {
      amount: { amount: 1, currency: 'COP' },
      payee: { document_number: '88814235000' },
    };
    const thousand = many.slice(1).map(() => transfer(small));
    const { body } = await create(...thousand);
    expect(
      new Set(body['transfers'].map((one: { batch: { id: string } }) => one.batch.id)).size,
    ).toBe(1);
  });

  it('that is not JSON is a 400', async () => {
    const answer = await sandbox.call('POST', '/v1/transfers', { body: '{"a' });
    expect(answer).toMatchObject({
      status: 400,
      body: { errors: [{ error_code: 'validation_error' }] },
    });
  });
});

describe('keys and roles', () => {
  it.each([
    ['POST', '/v1/transfers', 'administrator', 422],
    ['POST', '/v1/transfers', 'preparer', 403],
    ['POST', '/v1/transfers', 'viewer', 403],
    ['POST', '/v1/transfers/prepare', 'preparer', 422],
    ['POST', '/v1/transfers/prepare', 'viewer', 403],
    ['GET', '/v1/transfers', 'viewer', 200],
    ['GET', '/v1/accounts', 'viewer', 200],
    ['GET', '/v1/banks', 'viewer', 200],
  ] as const)('%s %s by %s is %i', async (method, path, role, status) => {
    const options = method === 'POST' ? { key: keys[role], body: {} } : { key: keys[role] };
    expect((await sandbox.call(method, path, options)).status).toBe(status);
  });

  it('is 401 for a key that is none', async () => {
    expect((await sandbox.call('GET', '/v1/transfers', { key: 'x' })).status).toBe(401);
  });
});
