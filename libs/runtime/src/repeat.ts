import type { Logger } from './logger.ts';
import type { Started } from './parts.ts';

/** Work that is done again and again, one round at a time. */
export interface Repeated extends Started {
  /** Asks for a round now; one that runs is followed by another. */
  wake(): void;
}

/** Starts a loop: a round when woken and after each pause. A round that fails is logged and tried again. */
export function repeat(options: {
  readonly name: string;
  /** Pause between rounds; a function is asked after each round. */
  readonly pauseMilliseconds: number | (() => number);
  readonly logger: Logger;
  readonly round: () => Promise<unknown>;
}): Repeated {
  const { pauseMilliseconds } = options;
  const stopping = new AbortController();
  let isWoken = false;
  let wakeUp: () => void = () => undefined;
  const pause = async (): Promise<void> => {
    if (isWoken || stopping.signal.aborted) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(
      resolve,
      typeof pauseMilliseconds === 'number' ? pauseMilliseconds : pauseMilliseconds(),
    );
    wakeUp = resolve;
    await promise;
    clearTimeout(timer);
  };
  const run = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      isWoken = false;
      try {
        await options.round();
      } catch (error) {
        options.logger.warn({ error, component: options.name }, 'a round failed, later again');
        isWoken = false;
      }
      await pause();
    }
  };
  const running = run();
  const wake = (): void => {
    isWoken = true;
    wakeUp();
  };
  return {
    wake,
    stop: async () => {
      stopping.abort();
      wakeUp();
      await running;
    },
  };
}
