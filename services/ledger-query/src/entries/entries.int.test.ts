import { sql } from '@riel/database';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  adjusted,
  adjustments,
  at,
  declined,
  requested,
  settledLife,
  transferOf,
  transfersAt,
} from '../testing/ledger-events.ts';
import { startQueryStack } from '../testing/query-stack.ts';
import type { QueryStack } from '../testing/query-stack.ts';

interface Entry {
  readonly topic: string;
  readonly partition: number;
  readonly chainNumber: string;
  readonly entryNumber: number;
  readonly kind: string;
  readonly bookingDate: string;
  readonly subject: string;
  readonly postings: readonly { account: string; amount: string; currency: string }[];
}
interface Page {
  readonly entries: readonly Entry[];
  readonly nextCursor: string | null;
  readonly position: unknown;
  readonly final: boolean;
}

const day = (date: number) => ({
  happenedAt: at(`2026-10-${String(date).padStart(2, '0')}T15:00:00Z`),
});
const [first, second] = [transfersAt(0), transfersAt(1)];
const other = { key: 'other', ...day(4), monoAccountId: 'acc_two' };

let stack: QueryStack;
beforeAll(async () => {
  stack = await startQueryStack({
    bound: { caller: 'shop', scopes: ['ledger:read'], monoAccounts: ['acc_one'] },
  });
  const refused = { key: 'declined', ...day(3) };
  await stack.books.book(first, ...settledLife({ key: 'one', ...day(1) }, 'turbo'));
  await stack.books.book(second, ...settledLife({ key: 'two', ...day(2) }));
  await stack.books.book(first, requested(refused), declined(refused), ...settledLife(other));
  await stack.books.book(
    adjustments,
    adjusted('opening', {
      ...day(5),
      postings: [
        ['assets:mono:acc_one', 500n],
        ['equity:opening-balances', -500n],
      ],
    }),
  );
});
afterAll(() => stack.stop());

const entries = async (query = '', key?: string): Promise<Page> =>
  (await stack.get<Page>(`/v1/entries?${query}`, key)).body;

const nameOf = ({ topic, partition, chainNumber, entryNumber }: Entry): string =>
  `${topic}/${partition}/${chainNumber}/${entryNumber}`;

describe('entries', () => {
  test('are all that is booked, balanced, each with its place in the proof', async () => {
    const { entries: all, nextCursor } = await entries('limit=1000');
    const { rows } = await sql<{ count: number }>`
      select count(*)::int as count from ledger.v_entries`.execute(stack.owner.kysely);
    expect(all).toHaveLength(rows[0]?.count ?? 0);
    expect(nextCursor).toBeNull();
    expect(new Set(all.map(nameOf)).size).toBe(all.length);
    for (const { postings } of all) {
      expect(postings.reduce((sum, { amount }) => sum + BigInt(amount), 0n)).toBe(0n);
    }
  });

  test('read page by page while others book are the same, once each', async () => {
    const before = await entries('limit=1000');
    const read: Entry[] = [];
    let page = await entries('limit=3');
    read.push(...page.entries);
    for (let number = 0; page.nextCursor !== null; number += 1) {
      const life = { key: `between-${number}`, ...day(6) };
      await stack.books.book(transfersAt(number % 6), ...settledLife(life));
      page = await entries(`limit=3&cursor=${page.nextCursor}`);
      expect(page.position).toEqual(before.position);
      read.push(...page.entries);
    }
    expect(read).toEqual(before.entries);
  });

  test.each<[string, (entry: Entry) => boolean]>([
    ['kind=fee', ({ kind }) => kind === 'fee'],
    ['from=2026-10-02&to=2026-10-03', (e) => ['2026-10-02', '2026-10-03'].includes(e.bookingDate)],
    ['asOf=2026-10-01', ({ bookingDate }) => bookingDate <= '2026-10-01'],
    [
      'account=clearing:turbo:acc_one',
      ({ postings }) => postings.some(({ account }) => account === 'clearing:turbo:acc_one'),
    ],
    [`subject=${transferOf(other)}`, ({ subject }) => subject === transferOf(other)],
    [
      `subject=${transferOf(other)}&kind=settled`,
      (e) => e.subject === transferOf(other) && e.kind === 'settled',
    ],
    ['account=nobody', () => false],
  ])('can be asked for by %s', async (query, isAsked) => {
    const { entries: all } = await entries('limit=1000');
    const { entries: some } = await entries(`limit=1000&${query}`);
    expect(some).toEqual(all.filter(isAsked));
  });

  test('of a bound key are those that touch its Mono accounts and no others', async () => {
    const { entries: all } = await entries('limit=1000');
    const touches = ({ postings }: Entry, monoAccount: string): boolean =>
      postings.some(({ account }) => account.endsWith(`:${monoAccount}`));
    const { entries: own } = await entries('limit=1000', 'bound');
    expect(own.length).toBeGreaterThan(5);
    expect(own).toEqual(all.filter((e) => touches(e, 'acc_one') && !touches(e, 'acc_two')));
  });

  test('refuse a cursor of other filters', async () => {
    const { nextCursor } = await entries('limit=1');
    expect(await stack.get(`/v1/entries?kind=fee&cursor=${nextCursor}`)).toMatchObject({
      status: 400,
      body: { code: 'cursor-invalid' },
    });
  });
});
