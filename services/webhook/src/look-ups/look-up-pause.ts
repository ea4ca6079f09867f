/** How the pauses between the attempts of a look-up grow. */
export interface PauseLimits {
  readonly retryMillisecondsMin: number;
  readonly retryMillisecondsMax: number;
  /** From this age on a look-up is overdue: shown as such, and asked less often. */
  readonly overdueMilliseconds: number;
  readonly overduePauseMilliseconds: number;
}

const DOUBLINGS_MAX = 30;

/** Milliseconds until the next attempt: doubled each time up to the limit; a look-up never ends by itself. */
export function lookUpPause(
  lookUp: { readonly attempts: number; readonly ageMilliseconds: number },
  limits: PauseLimits,
): number {
  if (lookUp.ageMilliseconds >= limits.overdueMilliseconds) return limits.overduePauseMilliseconds;
  const doublings = Math.min(Math.max(lookUp.attempts - 1, 0), DOUBLINGS_MAX);
  return Math.min(limits.retryMillisecondsMin * 2 ** doublings, limits.retryMillisecondsMax);
}
