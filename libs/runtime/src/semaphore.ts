import { UnavailableError } from './errors.ts';

export interface SemaphoreOptions {
  /** How many pieces of work may run at once. */
  readonly permits: number;
  /** How many may wait for a permit; one more is refused. */
  readonly waitersMax: number;
}

/** Bounds how much runs at once, and how much waits. */
export interface Semaphore {
  /**
   * Runs the work when a permit is free, first come first served.
   *
   * @throws UnavailableError `RIEL_OVERLOADED` at once, when too many wait already
   */
  run<Result>(work: () => Promise<Result>): Promise<Result>;
  readonly running: number;
  readonly waiting: number;
}

/** Makes a semaphore. */
export function createSemaphore({ permits, waitersMax }: SemaphoreOptions): Semaphore {
  const waiters: (() => void)[] = [];
  let running = 0;
  return {
    get running() {
      return running;
    },
    get waiting() {
      return waiters.length;
    },
    async run(work) {
      if (running < permits) {
        running += 1;
      } else {
        if (waiters.length >= waitersMax) {
          throw new UnavailableError(
            'RIEL_OVERLOADED',
            `${waitersMax} pieces of work wait already`,
          );
        }
        const { promise, resolve } = Promise.withResolvers<void>();
        waiters.push(resolve);
        await promise;
      }
      try {
        return await work();
      } finally {
        // The permit goes straight to the next waiter, so nobody can overtake.
        const next = waiters.shift();
        if (next === undefined) running -= 1;
        else next();
      }
    },
  };
}
