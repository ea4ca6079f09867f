/** A calendar date as YYYY-MM-DD. */
export type BookingDate = string;

const MICROSECONDS_PER_DAY = 86_400_000_000;
/** America/Bogota is five hours behind UTC all year. */
const BOGOTA_OFFSET_MICROSECONDS = 5 * 3_600_000_000;

// A chunk of the log has few dates, so the last text is nearly always the next one too.
let lastDay = 0;
let lastText = '1970-01-01';

/** Calendar date of an instant (microseconds since the epoch, UTC) in America/Bogota. */
export function bogotaDateOf(occurredAt: number): BookingDate {
  const day = Math.floor((occurredAt - BOGOTA_OFFSET_MICROSECONDS) / MICROSECONDS_PER_DAY);
  if (day !== lastDay) {
    lastText = dateOfDay(day);
    lastDay = day;
  }
  return lastText;
}

/**
 * Date of the first day that is open when all months up to `closedThrough` (YYYY-MM) are closed;
 * null if none is closed.
 */
export function firstOpenDay(closedThrough: string | null): BookingDate | null {
  if (closedThrough === null) return null;
  const year = Number(closedThrough.slice(0, 4));
  const month = Number(closedThrough.slice(5, 7));
  return month === 12
    ? `${padded(year + 1, 4)}-01-01`
    : `${padded(year, 4)}-${padded(month + 1, 2)}-01`;
}

/** The date itself, or the first open day if the date lies in a closed month. */
export function openDate(date: BookingDate, closedThrough: string | null): BookingDate {
  if (closedThrough === null || date.slice(0, 7) > closedThrough) return date;
  return firstOpenDay(closedThrough) ?? date;
}

/** Date of a day counted from 1970-01-01 (H. Hinnant's civil-from-days). */
function dateOfDay(day: number): BookingDate {
  const shifted = day + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1_460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const dayOfYear =
    dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const dayOfMonth = dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1;
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  return `${padded(year, 4)}-${padded(month, 2)}-${padded(dayOfMonth, 2)}`;
}

function padded(value: number, digits: number): string {
  return String(value).padStart(digits, '0');
}
