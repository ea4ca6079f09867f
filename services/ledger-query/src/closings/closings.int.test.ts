import { afterAll, beforeAll, expect, test } from 'vitest';
import { periodClosed } from '../../../../test/support/test-books.ts';
import { at, requested, settledLife, transfersAt } from '../testing/ledger-events.ts';
import { startQueryStack } from '../testing/query-stack.ts';
import type { QueryStack } from '../testing/query-stack.ts';

interface Report {
  readonly final: boolean;
  readonly lines: readonly { debits: string; credits: string }[];
  readonly totals: readonly { debits: string; credits: string }[];
  readonly partitions: readonly { chainNumber: string | null }[];
}

const path = '/v1/reports/closing-trial-balance?period=2026-10';
const [first, second] = [transfersAt(0), transfersAt(1)];
const day = (date: string) => ({ happenedAt: at(`${date}T15:00:00Z`) });

let stack: QueryStack;
beforeAll(async () => {
  stack = await startQueryStack({
    bound: { caller: 'shop', scopes: ['ledger:read'], monoAccounts: ['acc_one'] },
  });
  await stack.books.book(first, ...settledLife({ key: 'a', ...day('2026-10-05') }));
  await stack.books.book(second, ...settledLife({ key: 'b', ...day('2026-10-31') }, 'turbo'));
  await stack.books.book(second, ...settledLife({ key: 'c', ...day('2026-11-01') }));
});
afterAll(() => stack.stop());

test('the closing trial balance is the sum of what the partitions chained, and stays', async () => {
  expect(await stack.get(path)).toMatchObject({
    status: 404,
    body: { code: 'period-not-closed' },
  });
  // One partition after the other reads the marker; until the last has, the answer is not final.
  await stack.books.book(first, periodClosed(2, '2026-10'));
  const { body: partly } = await stack.get<Report>(path);
  expect(partly.final).toBe(false);
  expect(partly.partitions.filter(({ chainNumber }) => chainNumber !== null)).toHaveLength(1);

  const { body: trial } = await stack.get<Report>('/v1/reports/trial-balance?asOf=2026-10-31');
  await stack.books.mark(periodClosed(2, '2026-10'));
  const { body: closing } = await stack.get<Report>(path);
  expect(closing).toMatchObject({ final: true, markerNumber: 2, author: 'accountant' });
  const booked = trial.lines.filter(({ debits, credits }) => debits !== '0' || credits !== '0');
  expect(closing.lines).toEqual(booked);
  expect(closing.totals).toEqual(trial.totals);
  expect(closing.totals.every(({ debits, credits }) => debits === credits)).toBe(true);

  // A fact of October that comes later changes November.
  await stack.books.book(first, requested({ key: 'late', ...day('2026-10-20') }));
  expect((await stack.get<Report>(path)).body).toEqual(closing);
  const { body: after } = await stack.get<Report>('/v1/reports/trial-balance?asOf=2026-10-31');
  expect(after.lines).toEqual(trial.lines);
});

test('a bound key is refused, a month that is none is named', async () => {
  expect((await stack.get(path, 'bound')).status).toBe(403);
  expect(await stack.get('/v1/reports/closing-trial-balance?period=2026-13')).toMatchObject({
    status: 400,
    body: { errors: [{ field: 'period' }] },
  });
});
