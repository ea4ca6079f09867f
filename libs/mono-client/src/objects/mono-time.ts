import type { Instant } from '@riel/ids';

const form = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(?:\.(\d{1,9}))?(Z|[+-]\d{2}:\d{2})?$/;

/** Where the day stands in the text. */
const DAY_AT = 8;

const MICROSECONDS_PER_MILLISECOND = 1_000;

/**
 * Reads one of Mono's times: ISO 8601, whole seconds or up to nine decimals (cut to microseconds),
 * `Z` or an offset; without either it is UTC, as Mono says of all its times. Null if it is no time,
 * or one so far away that a number cannot hold its microseconds.
 */
export function parseMonoTime(text: string): Instant | null {
  const match = form.exec(text);
  if (match === null) return null;
  const [, seconds = '', fraction = '', zone = 'Z'] = match;
  const local = Date.parse(`${seconds}Z`);
  // The runtime rolls 30 February over into March, and hour 24 into the next day: no date is written so.
  if (new Date(local).getUTCDate() !== Number(seconds.slice(DAY_AT, DAY_AT + 2))) return null;
  const instant = zone === 'Z' ? local : Date.parse(`${seconds}${zone}`);
  if (Number.isNaN(instant)) return null;
  const microseconds = Number(fraction.slice(0, 6).padEnd(6, '0'));
  const exact = instant * MICROSECONDS_PER_MILLISECOND + microseconds;
  // From the year 2255 on a number no longer tells one microsecond from the next.
  return Number.isSafeInteger(exact) ? (exact as Instant) : null;
}

/** Writes an instant as Mono does in its webhooks: UTC with six decimals. */
export function formatMonoTime(instant: Instant): string {
  const milliseconds = Math.floor(instant / MICROSECONDS_PER_MILLISECOND);
  const rest = instant - milliseconds * MICROSECONDS_PER_MILLISECOND;
  return `${new Date(milliseconds).toISOString().slice(0, 23)}${String(rest).padStart(3, '0')}Z`;
}
