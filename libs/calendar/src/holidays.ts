import { addDays, type CalendarDate } from './bogota-day.ts';

/** Days of Law 51 of 1983 that stay where they fall, as MM-DD. */
const fixed = ['01-01', '05-01', '07-20', '08-07', '12-08', '12-25'] as const;
/** Days that move to the Monday after, unless they fall on one. */
const moved = ['01-06', '03-19', '06-29', '08-15', '10-12', '11-01', '11-11'] as const;
/** Days from Easter Sunday: Holy Thursday, Good Friday; Ascension, Corpus Christi, Sacred Heart on their Mondays. */
const fromEaster = [-3, -2, 43, 64, 71] as const;

const known = new Map<number, ReadonlySet<CalendarDate>>();

/** The holidays of a year in Colombia. */
export function holidaysOf(year: number): ReadonlySet<CalendarDate> {
  const kept = known.get(year);
  if (kept !== undefined) return kept;
  const easter = easterSunday(year);
  const holidays = new Set([
    ...fixed.map((day) => `${year}-${day}`),
    ...moved.map((day) => mondayFrom(`${year}-${day}`)),
    ...fromEaster.map((days) => addDays(easter, days)),
  ]);
  known.set(year, holidays);
  return holidays;
}

/** 0 is Sunday. */
export function weekdayOf(date: CalendarDate): number {
  return new Date(`${date}T00:00:00Z`).getUTCDay();
}

function mondayFrom(date: CalendarDate): CalendarDate {
  return addDays(date, (8 - weekdayOf(date)) % 7);
}

/** Easter Sunday in the Gregorian calendar, by the rule of Oudin. */
function easterSunday(year: number): CalendarDate {
  const golden = year % 19;
  const century = Math.floor(year / 100);
  const epact =
    (century - Math.floor(century / 4) - Math.floor((8 * century + 13) / 25) + 19 * golden + 15) %
    30;
  const moon =
    epact -
    Math.floor(epact / 28) *
      (1 - Math.floor(epact / 28) * Math.floor(29 / (epact + 1)) * Math.floor((21 - golden) / 11));
  const weekday = (year + Math.floor(year / 4) + moon + 2 - century + Math.floor(century / 4)) % 7;
  return addDays(`${year}-03-28`, moon - weekday);
}
