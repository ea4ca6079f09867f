import type { Instant } from '@riel/schemas';
import { isBankingDay } from './banking-day.ts';
import { addDays, bogotaDayOf, startOfBogotaDay, type CalendarDate } from './bogota-day.ts';

/** When banks settle, as hours of a day in America/Bogota. */
export interface BankingHours {
  readonly opensAtHour: number;
  readonly closesAtHour: number;
  /** Last hour on 24 and 30 December. */
  readonly closesEarlyAtHour: number;
}

export const bankingHoursDefault: BankingHours = {
  opensAtHour: 8,
  closesAtHour: 18,
  closesEarlyAtHour: 12,
};

const MICROSECONDS_PER_HOUR = 3_600_000_000;
const MICROSECONDS_PER_MILLISECOND = 1_000;
/** Far longer than any row of days off; keeps a wrong argument from looping for ever. */
const DAYS_MAX = 3_660;

const earlyDays: ReadonlySet<string> = new Set(['12-24', '12-30']);

/**
 * The instant at which so much banking time has passed. Time outside of banking hours and on days
 * off does not count. Throws RangeError for a time beyond ten years.
 */
export function addBankingTime(
  from: Instant,
  milliseconds: number,
  hours: BankingHours = bankingHoursDefault,
): Instant {
  let left = milliseconds * MICROSECONDS_PER_MILLISECOND;
  let date = bogotaDayOf(from);
  for (let days = 0; days < DAYS_MAX; days += 1) {
    const { opensAt, closesAt } = hoursOf(date, hours);
    const start = Math.max(from, opensAt);
    const open = closesAt - start;
    if (isBankingDay(date) && open > 0) {
      if (left <= open) return (start + left) as Instant;
      left -= open;
    }
    date = addDays(date, 1);
  }
  throw new RangeError('the banking time lies beyond ten years');
}

function hoursOf(date: CalendarDate, hours: BankingHours) {
  const midnight = startOfBogotaDay(date);
  const isEarly = earlyDays.has(date.slice(5));
  const closesAtHour = isEarly ? hours.closesEarlyAtHour : hours.closesAtHour;
  return {
    opensAt: midnight + hours.opensAtHour * MICROSECONDS_PER_HOUR,
    closesAt: midnight + closesAtHour * MICROSECONDS_PER_HOUR,
  };
}
