import { sql } from '@riel/database';
import type { Instant } from '@riel/schemas';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { at, declined, requested, settledLife, transfersAt } from '../testing/ledger-events.ts';
import type { Life } from '../testing/ledger-events.ts';
import { startQueryStack } from '../testing/query-stack.ts';
import type { QueryStack } from '../testing/query-stack.ts';

interface Accounts {
  readonly accounts: readonly Sum[];
  readonly final: boolean;
  readonly position: readonly { readonly topic: string; readonly chainHash: string }[];
}
interface Sum {
  readonly account: string;
  readonly currency: string;
  readonly debits: string;
  readonly credits: string;
  readonly balance: string;
}

const DAY = 86_400_000_000;
const firstDay = at('2026-10-01T00:00:00Z');
const dayOf = (microseconds: number): string =>
  new Date(microseconds / 1_000 - 5 * 3_600_000).toISOString().slice(0, 10);

let stack: QueryStack;
beforeAll(async () => {
  stack = await startQueryStack({
    bound: { caller: 'shop', scopes: ['ledger:read'], monoAccounts: ['acc_one'] },
  });
});
afterAll(() => stack.stop());

/** What stands in each account, by adding up every single posting. */
const naiveSums = async (asOf: string | null, knownAt: string | null) => {
  const { rows } = await sql<{
    code: string;
    amount: bigint;
    booking_date: string;
    known_at: bigint;
  }>`
    select code, amount, v_postings.booking_date::text, known_at
      from ledger.v_postings join ledger.v_facts using (fact_id)
  `.execute(stack.owner.kysely);
  const sums = new Map<string, [debits: bigint, credits: bigint]>();
  for (const { code, amount, booking_date: date, known_at: known } of rows) {
    if (asOf !== null && date > asOf) continue;
    if (knownAt !== null && dayOf(Number(known)) > knownAt) continue;
    const [debits, credits] = sums.get(code) ?? [0n, 0n];
    sums.set(code, amount > 0n ? [debits + amount, credits] : [debits, credits - amount]);
  }
  return sums;
};

let livesCount = 0;
const anyLife = fc
  .record({
    partition: fc.integer({ min: 0, max: 2 }),
    outcome: fc.constantFrom('requested', 'settled', 'fallen-back', 'declined'),
    monoAccountId: fc.constantFrom('acc_one', 'acc_two'),
    amount: fc.bigInt({ min: 1n, max: 900_000_000n }),
    requestedRail: fc.constantFrom('ach', 'turbo', null),
    happened: fc.integer({ min: 0, max: 20 * DAY }),
    late: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 6 * DAY })),
  })
  .map(({ partition, outcome, happened, late, ...given }) => {
    livesCount += 1;
    const happenedAt = (firstDay + happened) as Instant;
    const knownAt = (happenedAt + late) as Instant;
    const life: Life = { key: `life-${livesCount}`, happenedAt, knownAt, ...given };
    return { partition, outcome, life };
  });
const anyDay = fc.option(
  fc.integer({ min: -1, max: 28 }).map((day) => dayOf(firstDay + day * DAY)),
);

const eventsOf = (outcome: string, life: Life) => {
  if (outcome === 'requested') return [requested(life)];
  if (outcome === 'declined') return [requested(life), declined(life)];
  return settledLife(life, outcome === 'fallen-back' ? 'ach' : (life.requestedRail ?? 'turbo'));
};

test('a balance at any pair of dates is the sum of the postings up to them', async () => {
  const lives = fc.array(anyLife, { minLength: 1, maxLength: 6 });
  const pairs = fc.array(fc.tuple(anyDay, anyDay), { minLength: 2, maxLength: 4 });
  const property = fc.asyncProperty(lives, pairs, async (fresh, dates) => {
    for (const { partition, outcome, life } of fresh) {
      await stack.books.book(transfersAt(partition), ...eventsOf(outcome, life));
    }
    for (const [asOf, knownAt] of dates) {
      const cut = new URLSearchParams({
        ...(asOf === null ? {} : { asOf }),
        ...(knownAt === null ? {} : { knownAt }),
      });
      const { status, body } = await stack.get<Accounts>(`/v1/accounts?${cut.toString()}`);
      expect(status).toBe(200);
      const sums = await naiveSums(asOf, knownAt);
      for (const { account, debits, credits, balance } of body.accounts) {
        const [wantedDebits, wantedCredits] = sums.get(account) ?? [0n, 0n];
        expect({ account, debits, credits, balance }).toEqual({
          account,
          debits: `${wantedDebits}`,
          credits: `${wantedCredits}`,
          balance: `${wantedDebits - wantedCredits}`,
        });
        sums.delete(account);
      }
      expect([...sums]).toEqual([]);
      const trial = await stack.get<{ totals: Sum[] }>(
        `/v1/reports/trial-balance?${cut.toString()}`,
      );
      expect(trial.body.totals.every(({ debits, credits }) => debits === credits)).toBe(true);
    }
  });
  await fc.assert(property, { numRuns: 25, endOnFailure: true });
});

describe('a balance', () => {
  test('of one account is that of the list, with where it was read', async () => {
    const { body: all } = await stack.get<Accounts>('/v1/accounts');
    const one = all.accounts.find(({ account }) => account === 'liabilities:payouts');
    const { body } = await stack.get<{ balances: Sum[] } & Accounts>(
      '/v1/accounts/liabilities:payouts/balance',
    );
    expect(body.balances).toEqual([one]);
    expect(body.position).toEqual(all.position);
    expect(body.position).toHaveLength(9);
    expect(body.position[0]?.chainHash).toMatch(/^[0-9a-f]{64}$/);
  });

  test('is final once every partition has read past the known day', async () => {
    const { body: early } = await stack.get<Accounts>('/v1/accounts?knownAt=2020-01-01');
    expect(early.final).toBe(true);
    const { body: late } = await stack.get<Accounts>('/v1/accounts?knownAt=2031-01-01');
    expect(late.final).toBe(false);
  });

  test('of an account that is not there is 404, of a day that is none 400', async () => {
    expect(await stack.get('/v1/accounts/nobody/balance')).toMatchObject({
      status: 404,
      body: { code: 'account-unknown' },
    });
    expect(await stack.get('/v1/accounts?asOf=yesterday')).toMatchObject({
      status: 400,
      body: { code: 'validation-failed', errors: [{ field: 'asOf' }] },
    });
  });
});

describe('a key that is bound to a Mono account', () => {
  test('sees the accounts of that one alone', async () => {
    const { body } = await stack.get<Accounts>('/v1/accounts', 'bound');
    const names = body.accounts.map(({ account }) => account);
    expect(names).toContain('assets:mono:acc_one');
    expect(names.every((name) => name.endsWith(':acc_one'))).toBe(true);
  });

  test.each([
    '/v1/accounts/assets:mono:acc_two/balance',
    '/v1/accounts/liabilities:payouts/balance',
    '/v1/reports/trial-balance',
  ])('is refused what sums over others: %s', async (path) => {
    expect(await stack.get(path, 'bound')).toMatchObject({
      status: 403,
      body: { code: 'mono-account-not-allowed' },
    });
  });

  test('needs the scope', async () => {
    expect((await stack.get('/v1/transfers/none', 'bound')).status).toBe(403);
  });
});
