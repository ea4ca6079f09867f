import { setTimeout as wait } from 'node:timers/promises';
import { DatabaseUnavailableError } from './errors.ts';
import { retryClassOf } from './retry-class.ts';

/** How long transient failures are met with another attempt. */
export interface RetryLimits {
  /** Attempts in all, the first included. Default 10. */
  readonly attemptsMax?: number;
  /** Delay before the second attempt; doubles from there. Default 50. */
  readonly delayMillisecondsMin?: number;
  /** The delay grows no further than this. Default 5,000. */
  readonly delayMillisecondsMax?: number;
  /** Ends the waiting at once; the last failure is thrown. */
  readonly signal?: AbortSignal;
  /** Told before each wait, for logs, metrics and a heartbeat that must go on meanwhile. */
  readonly onRetry?: (retry: {
    attempt: number;
    delayMilliseconds: number;
    error: unknown;
  }) => void;
  /** A number from 0 to 1 that spreads the delays; a test passes its own. */
  readonly random?: () => number;
}

/**
 * Runs `work` again while it fails with what the SQLSTATE table calls transient. Any other error is
 * rethrown as it is; when the limits are used up `DatabaseUnavailableError` is thrown. `work` must
 * be idempotent: it may have committed before its connection died.
 */
export const retryTransient = async <T>(
  work: () => Promise<T>,
  limits: RetryLimits = {},
): Promise<T> => {
  const attemptsMax = limits.attemptsMax ?? 10;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (retryClassOf(error) === 'crash' || limits.signal?.aborted === true) {
        throw error;
      }
      if (attempt >= attemptsMax) {
        throw new DatabaseUnavailableError(attempt, error);
      }
      const delayMilliseconds = delayBefore(attempt, limits);
      limits.onRetry?.({ attempt, delayMilliseconds, error });
      await waitOrThrow(error, delayMilliseconds, limits.signal);
    }
  }
};

/** Half of the delay is fixed and half is random, so that instances do not return in step. */
const delayBefore = (attempt: number, limits: RetryLimits): number => {
  const least = limits.delayMillisecondsMin ?? 50;
  const most = limits.delayMillisecondsMax ?? 5_000;
  const full = Math.min(most, least * 2 ** (attempt - 1));
  return Math.round(full / 2 + (full / 2) * (limits.random ?? Math.random)());
};

const waitOrThrow = async (
  error: unknown,
  delayMilliseconds: number,
  signal: AbortSignal | undefined,
): Promise<void> => {
  try {
    await wait(delayMilliseconds, undefined, signal === undefined ? {} : { signal });
  } catch {
    throw error;
  }
};
