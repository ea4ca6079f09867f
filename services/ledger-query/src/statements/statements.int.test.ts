import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { at, requested, settledLife, transfersAt } from '../testing/ledger-events.ts';
import { startQueryStack } from '../testing/query-stack.ts';
import type { QueryStack } from '../testing/query-stack.ts';

interface Line {
  readonly bookingDate: string;
  readonly chainNumber: string;
  readonly topic: string;
  readonly partition: number;
  readonly entryNumber: number;
  readonly debit: string;
  readonly credit: string;
  readonly balance: string;
}
interface Statement {
  readonly openingBalance: string;
  readonly closingBalance: string;
  readonly lines: readonly Line[];
  readonly nextCursor: string | null;
  readonly final: boolean;
  readonly position: readonly unknown[];
}

const path = '/v1/accounts/liabilities:payouts/statement';
const lifeAt = (key: string, day: number, amount: bigint, knownDay = day) => ({
  key,
  amount,
  happenedAt: at(`2026-10-${String(day).padStart(2, '0')}T15:00:00Z`),
  knownAt: at(`2026-10-${String(knownDay).padStart(2, '0')}T15:00:00Z`),
});

let stack: QueryStack;
beforeAll(async () => {
  stack = await startQueryStack({
    bound: { caller: 'shop', scopes: ['ledger:read'], monoAccounts: ['acc_one'] },
  });
  for (let number = 0; number < 12; number += 1) {
    const life = lifeAt(`life-${number}`, 1 + (number % 6), BigInt(100 + number));
    await stack.books.book(transfersAt(number % 3), ...settledLife(life));
  }
});
afterAll(() => stack.stop());

const statement = async (query = '', of = path, key?: string): Promise<Statement> =>
  (await stack.get<Statement>(`${of}?${query}`, key)).body;

/** All pages, with something else booked after each. */
const paged = async (query: string): Promise<Statement[]> => {
  const pages = [await statement(`${query}&limit=5`)];
  for (let cursor = pages[0]!.nextCursor; cursor !== null; cursor = pages.at(-1)!.nextCursor) {
    const disturbance = lifeAt(`${query}-${pages.length}`, 2 + (pages.length % 4), 7n);
    await stack.books.book(transfersAt(pages.length % 3), requested(disturbance));
    pages.push(await statement(`${query}&limit=5&cursor=${cursor}`));
  }
  return pages;
};

const signed = ({ debit, credit }: Line): bigint => BigInt(debit) - BigInt(credit);

/** Checks that each balance follows from the one before, up to the closing balance. */
const expectCarried = (lines: readonly Line[], { openingBalance, closingBalance }: Statement) => {
  let running = BigInt(openingBalance);
  for (const line of lines) {
    running += signed(line);
    expect(line.balance).toBe(running.toString());
  }
  expect(closingBalance).toBe(running.toString());
};

describe('a statement', () => {
  test('carries the balance from the opening over each line to the closing', async () => {
    const whole = await statement();
    expect(whole.openingBalance).toBe('0');
    expect(whole.lines).toHaveLength(12);
    expectCarried(whole.lines, whole);
    expect(whole.lines.map(({ bookingDate }) => bookingDate)).toEqual(
      whole.lines.map(({ bookingDate }) => bookingDate).toSorted((a, b) => (a < b ? -1 : 1)),
    );
  });

  test('of some days opens with what stood before them, as the balance says', async () => {
    const some = await statement('from=2026-10-03&to=2026-10-04');
    expectCarried(some.lines, some);
    expect(new Set(some.lines.map(({ bookingDate }) => bookingDate))).toEqual(
      new Set(['2026-10-03', '2026-10-04']),
    );
    const balance = async (asOf: string): Promise<string | undefined> => {
      const of = `/v1/accounts/liabilities:payouts/balance?asOf=${asOf}`;
      return (await stack.get<{ balances: { balance: string }[] }>(of)).body.balances[0]?.balance;
    };
    expect(some.openingBalance).toBe(await balance('2026-10-02'));
    expect(some.closingBalance).toBe(await balance('2026-10-04'));
    expect((await statement('from=2026-10-03&asOf=2026-10-04')).lines).toEqual(some.lines);
  });

  test.each(['', 'from=2026-10-02&to=2026-10-05', 'knownAt=2026-10-31'])(
    'read page by page while others book neither skips nor repeats: %j',
    async (query) => {
      const before = await statement(`${query}&limit=1000`);
      const pages = await paged(query);
      expect(pages.length).toBeGreaterThan(1);
      expect(pages.flatMap(({ lines }) => lines)).toEqual(before.lines);
      for (const { position, openingBalance, closingBalance, final } of pages) {
        expect({ position, openingBalance, closingBalance, final }).toEqual({
          position: before.position,
          openingBalance: before.openingBalance,
          closingBalance: before.closingBalance,
          final: before.final,
        });
      }
      expect((await statement(`${query}&limit=1000`)).lines.length).toBeGreaterThan(
        before.lines.length,
      );
    },
  );

  test('as known on a day leaves out what was learnt later', async () => {
    const before = await statement('knownAt=2026-10-20&limit=1000');
    await stack.books.book(transfersAt(4), ...settledLife(lifeAt('late', 3, 9n, 25)));
    const after = await statement('knownAt=2026-10-20&limit=1000');
    expect(after.lines).toEqual(before.lines);
    expect(after.final).toBe(false);
    const known = await statement('knownAt=2026-10-25&limit=1000');
    expectCarried(known.lines, known);
    expect(known.lines.filter(({ debit }) => debit === '9')).toHaveLength(1);
  });
});

describe('is refused', () => {
  test('for an account that is not there, and for a key of other Mono accounts', async () => {
    expect(await stack.get('/v1/accounts/nobody/statement')).toMatchObject({ status: 404 });
    expect((await stack.get(path, 'bound')).status).toBe(403);
    const own = await stack.get('/v1/accounts/assets:mono:acc_one/statement', 'bound');
    expect(own.status).toBe(200);
  });

  test('with a cursor of another question, or none', async () => {
    const { nextCursor } = await statement('limit=2');
    const other = await stack.get(`${path}?limit=2&to=2026-10-03&cursor=${nextCursor}`);
    expect(other).toMatchObject({ status: 400, body: { code: 'cursor-invalid' } });
    expect((await stack.get(`${path}?cursor=abc`)).status).toBe(400);
    expect((await stack.get(`${path}?limit=0`)).status).toBe(400);
    expect((await stack.get(`${path}?limit=1001`)).status).toBe(400);
  });
});
