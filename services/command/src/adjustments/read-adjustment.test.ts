import { describe, expect, it, test } from 'vitest';
import { adjustmentInput } from '../testing/adjustment-inputs.ts';
import { canonicalAdjustment } from './canonical-adjustment.ts';
import { readAdjustment } from './read-adjustment.ts';

const faultsOf = (input: unknown): readonly string[] => {
  const read = readAdjustment(input);
  return read.kind === 'command' ? [] : read.faults.map(({ field, code }) => `${field} ${code}`);
};

const line = (account: string, amount: unknown, currency = 'COP') => ({
  account,
  amount,
  currency,
});
const owed = line('liabilities:payouts', '-5');

it('reads a command, amounts as digits or as integers', () => {
  expect(readAdjustment(adjustmentInput())).toEqual({
    kind: 'command',
    command: {
      author: 'María',
      reason: 'bank charge',
      driftId: null,
      openingBalance: false,
      postings: [
        { account: 'expenses:fees:ach', amount: 5000n, currency: 'COP' },
        { account: 'liabilities:payouts', amount: -5000n, currency: 'COP' },
      ],
    },
  });
});

describe('a wrong form is named', () => {
  test.each<[string, unknown]>([
    ['author required', adjustmentInput({ author: null })],
    ['reason wrong-length', adjustmentInput({ reason: '' })],
    ['openingBalance wrong-type', adjustmentInput({ openingBalance: 'yes' })],
    ['driftId wrong-form', adjustmentInput({ driftId: 'a drift' })],
    ['date unknown-field', adjustmentInput({ date: '2026-10-01' })],
    ['postings required', adjustmentInput({ postings: null })],
    ['postings wrong-type', adjustmentInput({ postings: {} })],
    ['postings wrong-length', adjustmentInput({ postings: [owed] })],
    ['postings[0] wrong-type', adjustmentInput({ postings: ['x', owed] })],
    ['postings[0].amount out-of-range', adjustmentInput({ postings: [line('a:b', 0), owed] })],
    ['postings[0].amount wrong-form', adjustmentInput({ postings: [line('a:b', 1.5), owed] })],
    ['postings[0].account wrong-form', adjustmentInput({ postings: [line('a b', 5), owed] })],
    ['postings unbalanced', adjustmentInput({ postings: [line('a:b', 6), owed] })],
    ['postings unbalanced', adjustmentInput({ postings: [line('a:b', 5, 'USD'), owed] })],
  ])('%s', (fault, input) => {
    expect(faultsOf(input)).toContain(fault);
  });

  it('also where one side could in time overflow an account', () => {
    const sides = (one: bigint, other: bigint) => ({
      postings: [line('a:b', `${one}`), line('a:c', `${other}`), line('a:d', `${-(one + other)}`)],
    });
    expect(faultsOf(adjustmentInput(sides(10n ** 15n - 1n, 1n)))).toEqual([]);
    expect(faultsOf(adjustmentInput(sides(10n ** 15n, 1n)))).toEqual(['postings out-of-range']);
  });
});

describe('what only facts may book', () => {
  const cash = [line('assets:mono:acc_one', 5), owed];
  const clearing = [line('clearing:ach:acc_one', 5), owed];
  const refusal = 'postings[0].account account-not-adjustable';

  it('is clearing, whatever is said', () => {
    expect(faultsOf(adjustmentInput({ postings: clearing }))).toEqual([refusal]);
    const opening = { postings: clearing, openingBalance: true, driftId: 'drift-1' };
    expect(faultsOf(adjustmentInput(opening))).toEqual([refusal]);
  });

  it('is cash, but for opening balances and drifts that are named', () => {
    expect(faultsOf(adjustmentInput({ postings: cash }))).toEqual([refusal]);
    expect(faultsOf(adjustmentInput({ postings: cash, openingBalance: true }))).toEqual([]);
    expect(faultsOf(adjustmentInput({ postings: cash, driftId: 'drift-1' }))).toEqual([]);
  });
});

test('two commands that differ in one thing differ in their canonical form', () => {
  const formOf = (changes: Record<string, unknown>): string => {
    const read = readAdjustment(adjustmentInput(changes));
    return read.kind === 'faulty' ? '' : JSON.stringify(canonicalAdjustment(read.command));
  };
  const forms = [
    {},
    { author: 'Ana' },
    { reason: 'another' },
    { driftId: 'drift-1' },
    { openingBalance: true },
    { postings: [line('expenses:fees:ach', 4), line('liabilities:payouts', -4)] },
    { postings: [line('liabilities:payouts', -5000), line('expenses:fees:ach', 5000)] },
  ].map(formOf);
  expect(new Set(forms).size).toBe(forms.length);
  expect(formOf({ driftId: null, openingBalance: false })).toBe(formOf({}));
});
