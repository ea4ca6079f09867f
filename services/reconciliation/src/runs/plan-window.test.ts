import { expect, it } from 'vitest';
import { planWindow, type Window, type WindowWish } from './plan-window.ts';

const rules = { lookBackDays: 35, fullSweepDayOfMonth: 1, fullSweepFromDate: '2020-01-01' };

const cases: readonly (readonly [string, WindowWish, Window])[] = [
  [
    'a day looks 35 days back',
    { kind: 'day', date: '2026-03-10' },
    { kind: 'asked', fromDate: '2026-02-03', toDate: '2026-03-10' },
  ],
  [
    'a range is taken as it is',
    { kind: 'range', from: '2026-03-01', to: '2026-03-10' },
    { kind: 'asked', fromDate: '2026-03-01', toDate: '2026-03-10' },
  ],
  [
    'the daily run looks back too',
    { kind: 'daily', today: '2026-03-02' },
    { kind: 'daily', fromDate: '2026-01-26', toDate: '2026-03-02' },
  ],
  [
    'on the first of the month it reads everything',
    { kind: 'daily', today: '2026-03-01' },
    { kind: 'full', fromDate: '2020-01-01', toDate: '2026-03-01' },
  ],
  [
    'everything can be asked for on any day',
    { kind: 'full', today: '2026-03-17' },
    { kind: 'full', fromDate: '2020-01-01', toDate: '2026-03-17' },
  ],
];

it.each(cases)('%s', (_name, wish, window) => {
  expect(planWindow(wish, rules)).toEqual(window);
});
