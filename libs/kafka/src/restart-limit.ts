import type { ConsumerState } from './consumer-state.ts';

/** Counts how often kafkajs restarts a consumer in a row. */
export interface RestartLimit {
  /** Asked before each restart, which it counts. */
  mayRestart(): boolean;
  /** A fetch has succeeded; the count starts again. */
  succeeded(): void;
}

/** A consumer that stops or that has failed for good does not restart, whatever kafkajs thinks. */
export const createRestartLimit = (
  state: Pick<ConsumerState, 'stopping' | 'failure'>,
  restartsMax: number,
): RestartLimit => {
  let restarts = 0;
  return {
    mayRestart: () => {
      restarts += 1;
      return !state.stopping && state.failure === undefined && restarts <= restartsMax;
    },
    succeeded: () => {
      restarts = 0;
    },
  };
};
