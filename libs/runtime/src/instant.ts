import type { Instant } from '@riel/schemas';

const FORM =
  /^(\d{4}-\d{2}-\d{2})[Tt](\d{2}:\d{2}:\d{2})(?:\.(\d{1,9}))?(?:([Zz])|([+-])(\d{2}):(\d{2}))$/;
const MICROSECONDS_PER_MILLISECOND = 1000;
const MICROSECONDS_PER_MINUTE = 60_000_000;
// Colombia has kept UTC-5 without summer time since 1993.
const BOGOTA_OFFSET_MICROSECONDS = 5 * 60 * MICROSECONDS_PER_MINUTE;

/** The present, in microseconds since the epoch (the clock itself counts milliseconds). */
export function now(): Instant {
  return (Date.now() * MICROSECONDS_PER_MILLISECOND) as Instant;
}

/** ISO 8601 in UTC with six decimals: '2026-11-24T17:14:00.000000Z'. */
export function formatInstant(instant: Instant): string {
  const milliseconds = Math.floor(instant / MICROSECONDS_PER_MILLISECOND);
  const rest = instant - milliseconds * MICROSECONDS_PER_MILLISECOND;
  const text = new Date(milliseconds).toISOString();
  return `${text.slice(0, -1)}${String(rest).padStart(3, '0')}Z`;
}

/**
 * Reads ISO 8601 (RFC 3339) with a zone and up to nine decimals, of which six are kept. Null for
 * anything else: a text without a zone, a date that does not exist, or a year outside of 1684 to
 * 2255, whose microseconds a number does not hold exactly.
 */
export function parseInstant(text: string): Instant | null {
  const match = FORM.exec(text);
  if (match === null) return null;
  const [, date = '', time = '', decimals = '', , sign, hours = '0', minutes = '0'] = match;
  if (Number(hours) > 23 || Number(minutes) > 59) return null;
  const local = new Date(`${date}T${time}Z`);
  if (Number.isNaN(local.getTime()) || !local.toISOString().startsWith(`${date}T${time}`)) {
    return null;
  }
  const offset = (Number(hours) * 60 + Number(minutes)) * MICROSECONDS_PER_MINUTE;
  const micros = Number(decimals.slice(0, 6).padEnd(6, '0'));
  const base = local.getTime() * MICROSECONDS_PER_MILLISECOND + micros;
  const instant = sign === '-' ? base + offset : base - offset;
  return Number.isSafeInteger(instant) ? (instant as Instant) : null;
}

/** Calendar date in Bogota, 'YYYY-MM-DD': the booking date of what happened at the instant. */
export function bogotaDate(instant: Instant): string {
  const shifted = (instant - BOGOTA_OFFSET_MICROSECONDS) / MICROSECONDS_PER_MILLISECOND;
  return new Date(Math.floor(shifted)).toISOString().slice(0, 10);
}
