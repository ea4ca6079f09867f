import { describe, expect, test } from 'vitest';
import { decideClosing, lastDayOf, monthAfter } from './decide-closing.ts';
import type { ClosingQuestion } from './decide-closing.ts';

const october = { runId: 'run-1', fromDate: '2026-09-27', toDate: '2026-10-31', driftOpen: 0n };
const clean: ClosingQuestion = {
  period: '2026-10',
  today: '2026-11-02',
  lastClosed: '2026-09',
  openSuspense: [],
  monoAccountIds: ['acc_one', 'acc_two'],
  runIds: ['run-1', 'run-2'],
  runParts: [
    { ...october, monoAccountId: 'acc_one' },
    { ...october, monoAccountId: 'acc_two', runId: 'run-2' },
  ],
  isForced: false,
};
const suspense = { account: 'suspense:credits', currency: 'COP', open: -500n };

const codesOf = (change: Partial<ClosingQuestion>): readonly string[] => {
  const decision = decideClosing({ ...clean, ...change });
  return decision.kind === 'close' ? [] : decision.obstacles.map(({ code }) => code);
};

test('a month that is over, next and clean closes', () => {
  expect(decideClosing(clean)).toEqual({ kind: 'close', over: [] });
  expect(codesOf({ lastClosed: null })).toEqual([]);
});

describe('nobody can force', () => {
  test.each([
    ['the current month', { today: '2026-10-31' }, 'period-not-over'],
    ['a month to come', { period: '2027-01' }, 'period-not-over'],
    ['a month twice', { lastClosed: '2026-10' }, 'period-closed'],
    [
      'a month before a closed one',
      { lastClosed: '2027-01', today: '2027-03-01' },
      'period-closed',
    ],
    ['a month over an open one', { lastClosed: '2026-08' }, 'period-not-next'],
  ])('%s', (_, change, code) => {
    expect(codesOf(change)).toEqual([code]);
    expect(codesOf({ ...change, isForced: true })).toEqual([code]);
  });
});

describe('a person can force, and what was open is told', () => {
  const [one, two] = clean.runParts;
  test.each<[string, Partial<ClosingQuestion>, string]>([
    ['open suspense', { openSuspense: [suspense] }, 'suspense-open'],
    ['no run', { runIds: [], runParts: [] }, 'reconciliation-run-missing'],
    ['a run that nobody published', { runParts: [one!] }, 'reconciliation-run-unknown'],
    [
      'a run without a Mono account',
      { runIds: ['run-1'], runParts: [one!] },
      'reconciliation-run-incomplete',
    ],
    [
      'a run that began too late',
      { runParts: [one!, { ...two!, fromDate: '2026-10-02' }] },
      'reconciliation-run-incomplete',
    ],
    [
      'a run that ended too early',
      { runParts: [one!, { ...two!, toDate: '2026-10-30' }] },
      'reconciliation-run-incomplete',
    ],
    ['a run that left drift', { runParts: [one!, { ...two!, driftOpen: 1n }] }, 'drift-open'],
  ])('%s', (_, change, code) => {
    expect(codesOf(change)).toEqual([code]);
    expect(decideClosing({ ...clean, ...change, isForced: true })).toMatchObject({
      kind: 'close',
      over: [{ code }],
    });
  });
});

test('months follow each other', () => {
  expect(monthAfter('2026-12')).toBe('2027-01');
  expect(monthAfter('2026-09')).toBe('2026-10');
  expect(['2024-02', '2026-02', '2100-02', '2026-04', '2026-12'].map(lastDayOf)).toEqual([
    '2024-02-29',
    '2026-02-28',
    '2100-02-28',
    '2026-04-30',
    '2026-12-31',
  ]);
});
