import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  accountId,
  requestOf,
  startSandbox,
  transfer,
  type Sandbox,
} from '../testing/start-sandbox.ts';

let sandbox: Sandbox;
const ids: string[] = [];
const insertedAt: string[] = [];

beforeAll(async () => {
  sandbox = await startSandbox();
  for (let index = 0; index < 25; index += 1) {
    const one = transfer({ external_id: `e${index}`, payee: { document_number: `100${index}` } });
    const { body } = await sandbox.call('POST', '/v1/transfers', { body: requestOf(one) });
    ids.push(body['transfers'][0].id);
    insertedAt.push(body['transfers'][0].inserted_at);
  }
});
afterAll(() => sandbox.stop());

const list = async (query: string) => {
  const { body } = await sandbox.call('GET', `/v1/transfers?${query}`);
  const found = body['transfers'] as readonly { id: string }[];
  return { ids: found.map(({ id }) => id), pagination: body['pagination'] };
};

describe('GET /v1/transfers', () => {
  it('gives the newest ten first', async () => {
    const page = await list('');
    expect(page.ids).toEqual(ids.slice(15).toReversed());
    expect(page.pagination).toEqual({
      page_number: 1,
      page_size: 10,
      total_items: 25,
      total_pages: 3,
    });
  });

  it('pages upward', async () => {
    const upward = 'sort[field]=inserted_at&sort[type]=asc';
    const pages = await Promise.all(
      [1, 2, 3, 4].map((page) => list(`${upward}&page_number=${page}`)),
    );
    expect(pages.flatMap((page) => page.ids)).toEqual(ids);
  });

  it('pages downward to the rest', async () => {
    expect((await list('page_number=3')).ids).toEqual(ids.slice(0, 5).toReversed());
  });

  it('takes a range of times, both ends included', async () => {
    const query = `inserted_at[from]=${insertedAt[5]}&inserted_at[until]=${insertedAt[9]}&sort[type]=asc`;
    const page = await list(query);
    expect(page.ids).toEqual(ids.slice(5, 10));
    expect(page.pagination).toMatchObject({ total_items: 5 });
  });

  it.each([
    ['id', () => `id=${ids[3]}`, [3]],
    ['external_id', () => 'external_id=e4', [4]],
    ['entity_id', () => 'entity_id=e4', [4]],
    ['external_id before entity_id', () => 'external_id=e4&entity_id=e5', [4]],
    ['both narrowing', () => `external_id=e4&account_id=acc_x`, []],
    ['document', () => 'payee_document[number]=1007&payee_document[type]=CC', [7]],
    ['document of another type', () => 'payee_document[number]=1007&payee_document[type]=CE', []],
    ['nothing found', () => 'external_id=none', []],
  ])('filters by %s', async (_name, query, expected) => {
    expect((await list(query())).ids).toEqual(expected.map((index) => ids[index]));
  });

  it('filters by account, state, batch and account number', async () => {
    const account = await list(`account_id=${accountId}&page_size=500`);
    expect(account.ids).toHaveLength(25);
    expect((await list('state=cancelled')).ids).toEqual([]);
    expect((await list('payee_account_number=123456789')).pagination.total_items).toBe(25);
    const { body } = await sandbox.call('GET', `/v1/transfers?id=${ids[0]}`);
    expect((await list(`batch_id=${body['transfers'][0].batch.id}`)).ids).toEqual([ids[0]]);
  });

  it.each([
    'page_size=9',
    'page_size=501',
    'page_number=0',
    'state=paid',
    'inserted_at[from]=yesterday',
    'payee_document[number]=1',
    'payee_account_number=1234',
    'sort[field]=updated_at',
  ])('refuses %s', async (query) => {
    expect((await sandbox.call('GET', `/v1/transfers?${query}`)).status).toBe(422);
  });
});

describe('accounts and banks', () => {
  it('lists accounts with their balances', async () => {
    const { body } = await sandbox.call('GET', '/v1/accounts');
    expect(body).toMatchObject({
      accounts: [
        {
          id: accountId,
          number: '123456789',
          state: 'active',
          balance: { available: { currency: 'COP' } },
        },
        {},
      ],
      pagination: { total_items: 2 },
    });
  });

  it('keeps the two code spaces of banks apart', async () => {
    const transfers = await sandbox.call('GET', '/v1/banks');
    expect(transfers.body['kind']).toBe('transfers');
    expect(transfers.body['banks']).toContainEqual(
      expect.objectContaining({
        code: '007',
        supported_account_types: ['savings_account', 'checking_account'],
      }),
    );
    const pse = await sandbox.call('GET', '/v1/banks?kind=pse');
    expect(pse.body['banks']).toContainEqual({ code: '1051', name: 'BANCO DAVIVIENDA' });
  });

  it('answers what does not exist in Mono s envelope', async () => {
    const missing = await sandbox.call('GET', '/v1/accounts/acc_x/balances');
    expect(missing).toMatchObject({
      status: 400,
      body: { errors: [{ error_code: 'item_not_found' }] },
    });
    expect((await sandbox.call('GET', '/v1/bank_transfers')).status).toBe(404);
  });
});
