import { afterAll, beforeAll, expect, test } from 'vitest';
import { at, declined, requested, settledLife, transfersAt } from '../testing/ledger-events.ts';
import type { Life } from '../testing/ledger-events.ts';
import { startQueryStack } from '../testing/query-stack.ts';
import type { QueryStack } from '../testing/query-stack.ts';

interface RailRow {
  readonly requested: string | null;
  readonly actual: string | null;
  readonly state: string;
  readonly count: number;
  readonly amount: string;
  readonly fees: string;
  readonly fallback: boolean;
  readonly settleSeconds: readonly number[] | null;
}

let stack: QueryStack;

beforeAll(async () => {
  stack = await startQueryStack({
    bound: { caller: 'shop', scopes: ['ledger:read'], monoAccounts: ['acc_two'] },
  });
  const life = (key: string, day: string, more: Partial<Life> = {}): Life => ({
    key,
    happenedAt: at(`${day}T15:00:00Z`),
    ...more,
  });
  const [first, second] = [transfersAt(0), transfersAt(1)];
  await stack.books.book(first, ...settledLife(life('a', '2026-10-05')));
  await stack.books.book(second, ...settledLife(life('b', '2026-10-06', { amount: 300n })));
  const turbo = { requestedRail: 'turbo', monoAccountId: 'acc_two' };
  await stack.books.book(first, ...settledLife(life('c', '2026-10-06', turbo), 'ach'));
  await stack.books.book(first, requested(life('d', '2026-10-07', { amount: 500n })));
  await stack.books.book(second, requested(life('e', '2026-10-08', { amount: 700n })));
  await stack.books.book(second, requested(life('f', '2026-10-04', { ...turbo, amount: 11n })));
  const refused = life('g', '2026-10-09');
  await stack.books.book(first, requested(refused), declined(refused));
});
afterAll(() => stack.stop());

const rails = (query: string, key?: string) =>
  stack.get<{ rows: readonly RailRow[] }>(`/v1/reports/rails${query}`, key);

test('the rails report sets what was asked against what settled', async () => {
  const { body } = await rails('');
  expect(body.rows).toMatchObject([
    { requested: 'ach', actual: 'ach', state: 'settled', count: 2, amount: '1000300' },
    { requested: 'ach', state: 'declined', count: 1, fallback: false },
    { requested: 'turbo', actual: 'ach', state: 'settled', count: 1, fallback: true },
  ]);
  expect(body.rows[0]).toMatchObject({ fees: '190000', settleSeconds: [60, 60, 60] });
});

test('the rails report takes a period, and a key its Mono accounts', async () => {
  const { body } = await rails('?from=2026-10-06&to=2026-10-08');
  expect(body.rows.map(({ count }) => count)).toEqual([1, 1]);
  const { body: bound } = await rails('', 'bound');
  expect(bound.rows).toMatchObject([{ requested: 'turbo', actual: 'ach', count: 1 }]);
});

test('in flight is what is not final, by state and rail, with its age', async () => {
  const { body } = await stack.get<{ rows: unknown[] }>('/v1/reports/in-flight');
  expect(body).toMatchObject({
    rows: [
      {
        state: 'requested',
        rail: 'turbo',
        monoAccountId: 'acc_two',
        count: 1,
        amount: '11',
        oldestRequestedAt: '2026-10-04T15:00:00.000000Z',
      },
      { rail: 'ach', monoAccountId: 'acc_one', count: 2, amount: '1200' },
    ],
    totals: { inFlight: 3, final: 4 },
  });
});

test('what is in flight on a rail stands in its clearing account', async () => {
  const path = '/v1/accounts/clearing:ach:acc_one/balance';
  const { body } = await stack.get(path);
  expect(body).toMatchObject({ balances: [{ balance: '-1200' }] });
});

test('in flight of a bound key is that of its Mono accounts', async () => {
  const { body } = await stack.get('/v1/reports/in-flight', 'bound');
  expect(body).toMatchObject({ rows: [{ amount: '11' }], totals: { inFlight: 1, final: 1 } });
});

interface InFlight {
  readonly rows: readonly { rail: string | null; count: number; amount: string }[];
  readonly totals: { readonly inFlight: number; readonly final: number };
  readonly final: boolean;
}
const inFlight = async (query: string, key?: string): Promise<InFlight> =>
  (await stack.get<InFlight>(`/v1/reports/in-flight?${query}`, key)).body;

test('what was in flight at the end of a past day is told by clearing', async () => {
  const now = await inFlight('');
  const today = await inFlight('asOf=2026-12-31');
  const sizeOf = ({ rail, count, amount }: InFlight['rows'][number]) => ({ rail, count, amount });
  expect(today.rows.map(sizeOf)).toEqual(now.rows.map(sizeOf));
  expect(today.totals).toEqual(now.totals);
  expect(await inFlight('asOf=2026-10-04')).toMatchObject({
    rows: [{ state: 'in-flight', rail: 'turbo', monoAccountId: 'acc_two', count: 1, amount: '11' }],
    totals: { inFlight: 1, final: 0 },
  });
  expect((await inFlight('asOf=2026-10-07')).totals).toEqual({ inFlight: 2, final: 3 });
  expect(await inFlight('asOf=2026-10-03')).toMatchObject({ rows: [], totals: { inFlight: 0 } });
});

test('a settlement that was learnt late was in flight, as far as was known', async () => {
  const happenedAt = at('2026-11-02T15:00:00Z');
  const life: Life = { key: 'late', happenedAt, monoAccountId: 'acc_late' };
  const place = transfersAt(5);
  await stack.books.book(place, requested(life));
  const knownAt = at('2026-11-20T15:00:00Z');
  await stack.books.book(place, ...settledLife({ ...life, knownAt }).slice(1));
  const of = ({ rows }: InFlight) => rows.filter((row) => JSON.stringify(row).includes('acc_late'));
  expect(of(await inFlight('asOf=2026-11-05'))).toEqual([]);
  const known = await inFlight('asOf=2026-11-05&knownAt=2026-11-10');
  expect(of(known)).toMatchObject([{ rail: 'ach', count: 1, amount: '1000000' }]);
  expect(known.final).toBe(false);
});
