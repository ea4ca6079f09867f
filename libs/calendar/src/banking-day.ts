import type { CalendarDate } from './bogota-day.ts';
import { holidaysOf, weekdayOf } from './holidays.ts';

/** Whether banks settle on that day: no weekend, no holiday, and never on 31 December. */
export function isBankingDay(date: CalendarDate): boolean {
  const weekday = weekdayOf(date);
  if (weekday === 0 || weekday === 6 || date.endsWith('-12-31')) return false;
  return !holidaysOf(Number(date.slice(0, 4))).has(date);
}
