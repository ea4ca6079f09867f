import { setTimeout as wait } from 'node:timers/promises';
import { LedgerError } from '../errors.ts';

export interface ReadAgainOptions {
  /** Throws LedgerError for a log that is not the one that was booked. */
  readonly check: () => Promise<void>;
  /** Sends the consumer back to the last booked record of each partition that it has. */
  readonly goBack: () => Promise<void>;
  /** Aborted when the consumer stops or is assigned anew: whatever fails then is of no interest. */
  readonly signal: AbortSignal;
  readonly attemptsMax: number;
  readonly delayMilliseconds: number;
}

/**
 * Verifies a new assignment: a quiet partition, too, reads its last booked record again, and one
 * that the broker believes to be further than the ledger is caught up without a new record. Tries
 * again while database or broker do not answer. Throws what cannot be helped.
 */
export const readAgain = async (options: ReadAgainOptions): Promise<void> => {
  const { check, goBack, signal, attemptsMax, delayMilliseconds } = options;
  for (let attempt = 1; !signal.aborted; attempt += 1) {
    try {
      await check();
      if (!signal.aborted) {
        await goBack();
      }
      return;
    } catch (error) {
      if (signal.aborted) {
        return;
      }
      if (error instanceof LedgerError || attempt >= attemptsMax) {
        throw error;
      }
      await wait(delayMilliseconds, undefined, { signal }).catch(() => undefined);
    }
  }
};
