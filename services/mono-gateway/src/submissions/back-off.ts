import type { Instant } from '@riel/schemas';
import type { SubmissionLimits } from './limits.ts';

const MICROSECONDS_PER_MILLISECOND = 1_000;
const DOUBLINGS_MAX = 30;

/** The instant so many milliseconds later. */
export function later(instant: Instant, milliseconds: number): Instant {
  return (instant + Math.round(milliseconds * MICROSECONDS_PER_MILLISECOND)) as Instant;
}

/**
 * When to try again: doubled with each failure in a row up to the cap, half of it random so that
 * many do not return in step, and never before what Mono asked for. `random` is from 0 to 1.
 */
export function retryAt(
  at: Instant,
  { failures, retryAfterMilliseconds, random }: RetryWish,
  limits: SubmissionLimits,
): Instant {
  const doubled = limits.backOffMillisecondsMin * 2 ** Math.min(failures - 1, DOUBLINGS_MAX);
  const full = Math.min(doubled, limits.backOffMillisecondsMax);
  const asked = Math.min(retryAfterMilliseconds ?? 0, limits.retryAfterMillisecondsMax);
  return later(at, Math.max(full / 2 + (full / 2) * random, asked));
}

export interface RetryWish {
  /** Failures in a row, this one included. */
  readonly failures: number;
  readonly retryAfterMilliseconds: number | null;
  readonly random: number;
}
