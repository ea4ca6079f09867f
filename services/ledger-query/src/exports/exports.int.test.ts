import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  adjusted,
  adjustments,
  at,
  declined,
  requested,
  settledLife,
  transfersAt,
} from '../testing/ledger-events.ts';
import { startQueryStack } from '../testing/query-stack.ts';
import type { QueryStack } from '../testing/query-stack.ts';

const LIVES = 420;
const lifeOf = (number: number) => ({
  key: `life-${number}`,
  amount: BigInt(1_000_003 + number),
  monoAccountId: number % 5 === 0 ? 'acc_two' : 'acc_one',
  requestedRail: number % 3 === 0 ? 'turbo' : 'ach',
  happenedAt: at(`2026-10-${String(1 + (number % 28)).padStart(2, '0')}T15:00:00Z`),
});

let stack: QueryStack;
beforeAll(async () => {
  stack = await startQueryStack({
    bound: { caller: 'shop', scopes: ['ledger:read'], monoAccounts: ['acc_one'] },
  });
  const lives = Array.from({ length: LIVES }, (_, number) => lifeOf(number));
  const events = lives.flatMap((life, number) =>
    number % 7 === 0 ? [requested(life), declined(life)] : settledLife(life, 'ach'),
  );
  await stack.books.book(transfersAt(0), ...events);
  await stack.books.book(
    adjustments,
    adjusted('"odd", text', {
      happenedAt: at('2026-10-15T15:00:00Z'),
      postings: [
        ['suspense:credits', 5n],
        ['equity:opening-balances', -5n],
      ],
    }),
  );
});
afterAll(() => stack.stop());

const journal = async (query: string, key?: string) =>
  stack.text(`/v1/exports/journal?${query}`, key);

type Sums = Record<string, bigint>;

/** What stands in each account, by the read side's own sums. */
const balances = async (cut = ''): Promise<Sums> => {
  const { body } = await stack.get<{ accounts: { account: string; balance: string }[] }>(
    `/v1/accounts?${cut}`,
  );
  const lines = body.accounts.map(({ account, balance }) => [account, BigInt(balance)] as const);
  return Object.fromEntries(lines.filter(([, balance]) => balance !== 0n));
};

const sumOf = (lines: readonly (readonly [account: string, amount: bigint])[]): Sums => {
  const sums: Sums = {};
  for (const [account, amount] of lines) sums[account] = (sums[account] ?? 0n) + amount;
  return Object.fromEntries(Object.entries(sums).filter(([, sum]) => sum !== 0n));
};

/** '1234.50' in minor units. */
const minorUnitsOf = (decimal: string): bigint => {
  expect(decimal).toMatch(/^-?\d+\.\d\d$/);
  return BigInt(decimal.replace('.', ''));
};

/** Fields of CSV (RFC 4180) without line breaks in them. */
const csvRows = (text: string): string[][] =>
  text
    .trimEnd()
    .split('\r\n')
    .map((line) =>
      [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(
        ([, quoted, bare]) => quoted?.replaceAll('""', '"') ?? bare ?? '',
      ),
    );

const csvLines = (text: string): (readonly [string, bigint])[] => {
  const [head, ...rows] = csvRows(text);
  const column = (name: string): number => head!.indexOf(name);
  return rows.map((row) => {
    const debit = row[column('debit')]!;
    const credit = row[column('credit')]!;
    const amount = debit === '' ? -minorUnitsOf(credit) : minorUnitsOf(debit);
    return [row[column('account')]!, amount];
  });
};

interface JsonEntry {
  readonly bookingDate: string;
  readonly postings: readonly { account: string; amount: string }[];
}
const jsonEntries = (text: string): JsonEntry[] =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as JsonEntry);

/** Lines of postings of a plain text ledger: indented account, amount, currency. */
const textLines = (text: string): (readonly [string, bigint])[] =>
  [...text.matchAll(/^ +(\S+) {2}(-?[\d.]+) COP$/gm)].map(
    ([, account, amount]) => [account!, minorUnitsOf(amount!)] as const,
  );

describe('the journal', () => {
  test('in csv sums to the balances', async () => {
    const { status, headers, body } = await journal('format=csv');
    expect(status).toBe(200);
    expect(headers.get('content-type')).toContain('text/csv');
    expect(headers.get('content-disposition')).toBe('attachment; filename="journal.csv"');
    expect(csvLines(body).length).toBeGreaterThan(2_000);
    expect(sumOf(csvLines(body))).toEqual(await balances());
    const [head, ...rows] = csvRows(body);
    expect(rows.every((row) => row.length === head!.length)).toBe(true);
    expect(new Set(rows.map((row) => row[head!.indexOf('account_name')]))).toContain(
      'Tax on financial movements (4 per 1,000)',
    );
  });

  test('in jsonl is what entries tell, by booking date', async () => {
    const { body } = await journal('format=jsonl');
    const entries = jsonEntries(body);
    const lines = entries.flatMap(({ postings }) =>
      postings.map(({ account, amount }) => [account, BigInt(amount)] as const),
    );
    expect(sumOf(lines)).toEqual(await balances());
    const dates = entries.map(({ bookingDate }) => bookingDate);
    expect(dates).toEqual(dates.toSorted((one, other) => (one < other ? -1 : 1)));
    const page = await stack.get<{ entries: unknown[] }>('/v1/entries?limit=1000');
    const told = new Set(entries.map((entry) => JSON.stringify(entry)));
    expect(page.body.entries.filter((entry) => !told.has(JSON.stringify(entry)))).toEqual([]);
  });

  test('for hledger balances, entry by entry and with the books', async () => {
    const { body } = await journal('format=hledger');
    expect(sumOf(textLines(body))).toEqual(await balances());
    const transactions = body.split('\n\n').filter((block) => /^\d{4}-\d\d-\d\d \* /.test(block));
    expect(transactions.length).toBeGreaterThan(1_000);
    for (const transaction of transactions) {
      const total = textLines(transaction).reduce((sum, [, amount]) => sum + amount, 0n);
      expect(total).toBe(0n);
    }
    expect(body).toContain('account assets:mono:acc_one  ; type: A');
  });

  test('for beancount opens every account that it books to, and balances', async () => {
    const { body } = await journal('format=beancount');
    const opened = new Set(
      [...body.matchAll(/^1970-01-01 open (\S+)$/gm)].map(([, name]) => name!),
    );
    const lines = textLines(body);
    expect(lines.filter(([account]) => !opened.has(account))).toEqual([]);
    for (const name of opened) {
      expect(name).toMatch(
        /^(Assets|Liabilities|Equity|Income|Expenses)(:[A-Z0-9][A-Za-z0-9-]*)+$/,
      );
    }
    expect(Object.values(sumOf(lines)).toSorted((a, b) => (a < b ? -1 : 1))).toEqual(
      Object.values(await balances()).toSorted((a, b) => (a < b ? -1 : 1)),
    );
  });

  test('takes days, as known on a day, an account, and says what it was computed from', async () => {
    const { body } = await journal('format=csv&to=2026-10-10&knownAt=2026-10-31');
    expect(sumOf(csvLines(body))).toEqual(await balances('asOf=2026-10-10&knownAt=2026-10-31'));
    const { headers, body: some } = await journal('format=jsonl&account=suspense:credits');
    expect(jsonEntries(some)).toHaveLength(1);
    expect(headers.get('riel-final')).toBe('false');
    const { body: all } = await stack.get<{ position: unknown }>('/v1/accounts');
    expect(JSON.parse(headers.get('riel-position') ?? '')).toEqual(all.position);
  });

  test('of a bound key holds its Mono accounts alone', async () => {
    const { body } = await journal('format=csv', 'bound');
    const accounts = new Set(csvLines(body).map(([account]) => account));
    expect([...accounts].some((account) => account.endsWith(':acc_one'))).toBe(true);
    expect([...accounts].some((account) => account.endsWith(':acc_two'))).toBe(false);
  });

  test('in no known form is refused', async () => {
    expect((await journal('format=pdf')).status).toBe(400);
    expect((await journal('')).status).toBe(400);
  });
});
