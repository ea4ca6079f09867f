import { describe, expect, it } from 'vitest';
import example from '../../tables/example.json' with { type: 'json' };
import { canonicalTables } from './canonical-tables.ts';
import { exampleTables } from './example-tables.ts';
import { parseTables } from './parse-tables.ts';

type Change = (tables: typeof example) => void;

function problemsOf(change: Change): readonly string[] {
  const tables = structuredClone(example);
  change(tables);
  const parsed = parseTables(tables);
  if (parsed.kind === 'ok') return [];
  return parsed.problems.map(({ path, message }) => `${path} ${message}`);
}

const changes: readonly (readonly [string, Change, string])[] = [
  ['a missing part', (t) => Reflect.deleteProperty(t, 'rails'), '/rails is missing'],
  ['an unknown part', (t) => Reflect.set(t, 'rates/x', 1), '/rates~1x is not a known field'],
  ['a list that is none', (t) => Reflect.set(t, 'tariffs', {}), '/tariffs must be a list'],
  [
    'an account type',
    (t) => Reflect.set(t.accounts[3]!, 'type', 'money'),
    '/accounts/3/type must be one of',
  ],
  [
    'a PUC code',
    (t) => Reflect.set(t.accounts[0]!, 'puc', 'x'),
    '/accounts/0/puc must be a PUC code',
  ],
  [
    'a beancount name',
    (t) => Reflect.set(t.accounts[0]!, 'beancount', 'Assets:Mono'),
    '/accounts/0/beancount must have the same parameters',
  ],
  [
    'an account twice',
    (t) => t.accounts.push(t.accounts[0]!),
    '/accounts/17/pattern appears twice',
  ],
  [
    'a needed account',
    (t) => t.accounts.splice(3, 1),
    '/accounts must have the account liabilities:payouts',
  ],
  ['a rail name', (t) => Reflect.set(t.rails, 0, 'The Fast One'), '/rails/0 must be a rail'],
  [
    'a number without quotes',
    (t) => Reflect.set(t.tariffs[0]!.components[0]!.charge, 'amount', 1900),
    '/tariffs/0/components/0/charge/amount must be a whole number',
  ],
  [
    'a rate over zero',
    (t) => Reflect.set(t.tariffs[0]!.components[1]!.charge, 'denominator', '0'),
    '/tariffs/0/components/1/charge/denominator must be above zero',
  ],
  [
    'a rate above the whole',
    (t) => Reflect.set(t.tariffs[0]!.components[1]!.charge, 'numerator', '1900'),
    '/tariffs/0/components/1/charge/numerator must not exceed',
  ],
  [
    'a base that comes later',
    (t) => Reflect.set(t.tariffs[0]!.components[1]!.charge, 'of', ['gmf']),
    '/tariffs/0/components/1/charge/of/0 must be amount or an earlier',
  ],
  [
    'a name twice',
    (t) => Reflect.set(t.tariffs[0]!.components[1]!, 'name', 'fee'),
    '/tariffs/0/components/1/name is taken',
  ],
  [
    'a rail without a name in rails',
    (t) => Reflect.set(t.tariffs[0]!, 'rail', 'pigeon'),
    '/tariffs/0/rail must be one of the rails',
  ],
  [
    'a date',
    (t) => Reflect.set(t.tariffs[0]!, 'effectiveFrom', '2026-13-01'),
    '/tariffs/0/effectiveFrom must be a date',
  ],
  [
    'one version twice',
    (t) => t.tariffs.push(t.tariffs[0]!),
    '/tariffs/5/effectiveFrom appears twice',
  ],
  [
    'an account that the chart lacks',
    (t) => Reflect.set(t.tariffs[0]!.components[0]!, 'account', 'expenses:lunch'),
    '/tariffs/0/components/0/account must be an account of the chart',
  ],
  [
    'clearing as cost',
    (t) => Reflect.set(t.tariffs[0]!.components[0]!, 'account', 'clearing:x:y'),
    '/tariffs/0/components/0/account must be neither',
  ],
  [
    'a cost on an asset',
    (t) => Reflect.set(t.tariffs[0]!.components[0]!, 'account', 'receivable:refunds'),
    '/tariffs/0/components/0/account must be an expense',
  ],
  [
    'a deductible expense',
    (t) => Reflect.set(t.tariffs[0]!.components[1]!, 'treatment', 'deductible-pending-invoice'),
    '/tariffs/0/components/1/account must be no expense',
  ],
  [
    'a refund',
    (t) => Reflect.deleteProperty(t.tariffs[0]!.components[0]!, 'refund'),
    '/tariffs/0/components/0/refund is missing',
  ],
  [
    'a reason',
    (t) => Reflect.set(t.monoAccounts[0]!.declinationReasons, 'odd', 'sideways'),
    '/monoAccounts/0/declinationReasons/odd must be one of',
  ],
  [
    'a dashboard account',
    (t) => Reflect.set(t.monoAccounts[0]!, 'dashboardCounterAccount', 'no:such'),
    '/monoAccounts/0/dashboardCounterAccount must be an account of the chart',
  ],
  [
    'a reserved dashboard account',
    (t) => Reflect.set(t.monoAccounts[0]!, 'dashboardCounterAccount', 'assets:mono:acc_1'),
    '/monoAccounts/0/dashboardCounterAccount must be neither',
  ],
  [
    'a Mono account twice',
    (t) => t.monoAccounts.push(t.monoAccounts[0]!),
    '/monoAccounts/1/monoAccount appears twice',
  ],
  [
    'exemption',
    (t) => Reflect.set(t.monoAccounts[0]!, 'gmfExempt', 'no'),
    '/monoAccounts/0/gmfExempt must be true or false',
  ],
];

describe('tables', () => {
  it.each(changes)('are refused for %s, naming the field', (_, change, problem) => {
    const problems = problemsOf(change);
    expect(problems.find((one) => one.startsWith(problem))).toBeDefined();
  });

  it.each([null, 7, 'tables', [], {}])('are refused when they are %j', (value) => {
    expect(parseTables(value).kind).toBe('invalid');
  });

  it('have one canonical text, which reads back as the same tables', () => {
    const text = canonicalTables(exampleTables);
    expect(parseTables(JSON.parse(text))).toEqual({ kind: 'ok', tables: exampleTables });
    const shuffled = Object.fromEntries(Object.entries(example).toReversed());
    const parsed = parseTables(shuffled);
    expect(parsed.kind === 'ok' && canonicalTables(parsed.tables)).toBe(text);
  });

  it('of the example say that a contract replaces them', () => {
    expect(exampleTables.notice).toMatch(/^EXAMPLE ONLY/u);
  });
});
