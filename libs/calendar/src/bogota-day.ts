import type { Instant } from '@riel/schemas';

/** A calendar date as YYYY-MM-DD. */
export type CalendarDate = string;

const MILLISECONDS_PER_DAY = 86_400_000;
const MICROSECONDS_PER_MILLISECOND = 1_000;
/** America/Bogota is five hours behind UTC all year. */
export const BOGOTA_OFFSET_MILLISECONDS = 5 * 3_600_000;

/** The date so many days later; negative goes back. */
export function addDays(date: CalendarDate, days: number): CalendarDate {
  const milliseconds = Date.parse(`${date}T00:00:00Z`) + days * MILLISECONDS_PER_DAY;
  return new Date(milliseconds).toISOString().slice(0, 10);
}

/** First instant of a day in America/Bogota. */
export function startOfBogotaDay(date: CalendarDate): Instant {
  const milliseconds = Date.parse(`${date}T00:00:00Z`) + BOGOTA_OFFSET_MILLISECONDS;
  return (milliseconds * MICROSECONDS_PER_MILLISECOND) as Instant;
}

/** The day of an instant in America/Bogota. */
export function bogotaDayOf(instant: Instant): CalendarDate {
  const milliseconds = Math.floor(instant / MICROSECONDS_PER_MILLISECOND);
  return new Date(milliseconds - BOGOTA_OFFSET_MILLISECONDS).toISOString().slice(0, 10);
}
