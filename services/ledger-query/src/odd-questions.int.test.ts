import { canonicalTables, exampleTables } from '@riel/books';
import { sql } from '@riel/database';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { tablesActivated } from '../../../test/support/test-books.ts';
import { at, requested, settledLife, transfersAt } from './testing/ledger-events.ts';
import { startQueryStack } from './testing/query-stack.ts';
import type { QueryStack } from './testing/query-stack.ts';

let stack: QueryStack;
beforeAll(async () => {
  stack = await startQueryStack();
  const life = { key: 'one', happenedAt: at('2026-10-05T15:00:00Z') };
  await stack.books.book(transfersAt(0), ...settledLife(life));
});
afterAll(() => stack?.stop());

test.each([
  ['/v1/transfers/%00', 400],
  ['/v1/transfers/a%00b', 400],
  ['/v1/transfers/%ED%A0%80', 400],
  ['/v1/accounts/%00/balance', 400],
  ['/v1/accounts?asOf=0000-01-01', 400],
  ['/v1/accounts?asOf=0001-01-01', 200],
  ['/v1/accounts?asOf=9999-12-31', 200],
  ['/v1/accounts?knownAt=0000-12-31', 400],
  ['/v1/accounts?knownAt=9999-12-31', 200],
  ['/v1/reports/rails?from=0000-02-29', 400],
  ['/v1/reports/trial-balance?asOf=0000-01-01', 400],
])('%s is answered with %i', async (path, status) => {
  expect((await stack.get(path)).status).toBe(status);
});

test('accounts that newer tables no longer know are still in every sum', async () => {
  const before = await stack.get<{ totals: unknown }>('/v1/reports/trial-balance');
  const accounts = exampleTables.accounts.filter(
    ({ pattern }) => pattern !== 'expenses:fees:<rail>',
  );
  const tables = { ...exampleTables, accounts, tariffs: [] };
  await stack.books.mark(tablesActivated(2, canonicalTables(tables)));
  const after = await stack.get<{ totals: unknown }>('/v1/reports/trial-balance');
  expect(after.status).toBe(200);
  expect(after.body.totals).toEqual(before.body.totals);
  const one = await stack.get('/v1/accounts/expenses:fees:ach/balance');
  expect(one).toMatchObject({
    status: 200,
    body: { balances: [{ name: null, normalSide: null }] },
  });
});

test('sums beyond 64 bits are told like any other', async () => {
  for (const day of ['2026-11-05', '2026-11-06']) {
    const life = { key: day, happenedAt: at(`${day}T15:00:00Z`), requestedRail: 'bre-b' };
    await stack.books.book(transfersAt(1), requested(life));
  }
  // As nobody's records can make them, but as a hand in the database can.
  const amount = 2n ** 63n - 1n;
  const { kysely } = stack.owner;
  await sql`update ledger.subjects set amount = ${amount} where requested_rail = 'bre-b'`.execute(
    kysely,
  );
  await sql`update ledger.balances set credit = ${amount} where account_id =
    (select account_id from ledger.accounts where code = 'clearing:bre-b:acc_one')`.execute(kysely);
  const path = '/v1/accounts/clearing:bre-b:acc_one/balance';
  expect(await stack.get(path)).toMatchObject({
    status: 200,
    body: { balances: [{ balance: `${-2n * amount}` }] },
  });
  expect((await stack.get('/v1/reports/trial-balance')).status).toBe(200);
  expect(await stack.get('/v1/reports/in-flight')).toMatchObject({
    status: 200,
    body: { rows: [{ amount: `${2n * amount}` }] },
  });
});
