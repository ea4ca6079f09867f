import { bogotaDateOf, openDate } from '../booking-date.ts';
import type { Entry } from './entry.ts';
import type { Step } from './transfer-steps.ts';

/** When the fact happened, and which months are closed. */
export interface BookingTime {
  /** Microseconds since the epoch, UTC. */
  readonly occurredAt: number;
  /** Last closed month, YYYY-MM; null if none is closed. */
  readonly closedThrough: string | null;
}

/** Gives entries the booking date of the fact that they book. */
export function dateEntries(steps: readonly Step[], time: BookingTime): readonly Entry[] {
  if (steps.length === 0) return [];
  const factDate = bogotaDateOf(time.occurredAt);
  const bookingDate = openDate(factDate, time.closedThrough);
  return steps.map(({ kind, postings, reverses }) => ({
    kind,
    bookingDate,
    factDate,
    postings,
    reverses,
  }));
}
