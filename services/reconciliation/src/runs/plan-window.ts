import type { RunKind } from './run.ts';

/** What somebody, or the schedule, wants compared. Dates are YYYY-MM-DD in America/Bogota. */
export type WindowWish =
  | { readonly kind: 'daily'; readonly today: string }
  | { readonly kind: 'day'; readonly date: string }
  | { readonly kind: 'range'; readonly from: string; readonly to: string }
  | { readonly kind: 'full'; readonly today: string };

export interface WindowRules {
  readonly lookBackDays: number;
  readonly fullSweepDayOfMonth: number;
  readonly fullSweepFromDate: string;
}

/** The days that a run compares. */
export interface Window {
  readonly kind: RunKind;
  readonly fromDate: string;
  readonly toDate: string;
}

const MILLISECONDS_PER_DAY = 86_400_000;

const daysBefore = (date: string, days: number): string =>
  new Date(Date.parse(`${date}T00:00:00Z`) - days * MILLISECONDS_PER_DAY)
    .toISOString()
    .slice(0, 10);

/**
 * The window of a run: a day with the days of the look-back before it, because final states change; on
 * one day of the month everything.
 */
export function planWindow(wish: WindowWish, rules: WindowRules): Window {
  switch (wish.kind) {
    case 'range':
      return { kind: 'asked', fromDate: wish.from, toDate: wish.to };
    case 'day':
      return {
        kind: 'asked',
        fromDate: daysBefore(wish.date, rules.lookBackDays),
        toDate: wish.date,
      };
    case 'full':
      return { kind: 'full', fromDate: rules.fullSweepFromDate, toDate: wish.today };
    case 'daily': {
      const isSweepDay = Number(wish.today.slice(8, 10)) === rules.fullSweepDayOfMonth;
      const fromDate = isSweepDay
        ? rules.fullSweepFromDate
        : daysBefore(wish.today, rules.lookBackDays);
      return { kind: isSweepDay ? 'full' : 'daily', fromDate, toDate: wish.today };
    }
  }
}
