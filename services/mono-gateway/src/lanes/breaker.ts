import {
  BrokenCircuitError,
  circuitBreaker,
  CircuitState,
  ConsecutiveBreaker,
  handleType,
} from 'cockatiel';
import { outcomeTable } from '../attempts/outcome-table.ts';
import { attemptWithout, type AttemptResult } from '../attempts/read-attempt.ts';

export interface BreakerOptions {
  /** Failures in a row after which nothing is sent for a while. */
  readonly failuresMax: number;
  /** After so long one attempt tries whether Mono is well again. */
  readonly pauseMilliseconds: number;
  /** Milliseconds of a clock that only moves forward. */
  readonly clock: () => number;
  readonly onOpen: () => void;
}

/** Keeps a lane from asking a Mono that is not well. */
export interface LaneBreaker {
  /** How many of the wanted attempts may be recorded now. */
  room(wanted: number): number;
  /** Sends, and takes note of how it went; while the breaker is open nothing is sent. */
  send(attempt: () => Promise<AttemptResult>): Promise<AttemptResult>;
}

/** Carries a result through the breaker, which counts what is thrown. */
class UnwellError extends Error {
  readonly code = 'RIEL_MONO_UNWELL';
  readonly result: AttemptResult;

  constructor(result: AttemptResult) {
    super('Mono is not well');
    this.name = 'UnwellError';
    this.result = result;
  }
}

/** Makes the breaker of one lane. */
export function createBreaker(options: BreakerOptions): LaneBreaker {
  let openedAt = 0;
  const policy = circuitBreaker(handleType(UnwellError), {
    halfOpenAfter: options.pauseMilliseconds,
    breaker: new ConsecutiveBreaker(options.failuresMax),
  });
  policy.onBreak(() => {
    openedAt = options.clock();
    options.onOpen();
  });
  return {
    room: (wanted) => {
      if (policy.state === CircuitState.Closed) return wanted;
      // One is on its way to find out.
      if (policy.state === CircuitState.HalfOpen) return 0;
      const isOver = options.clock() - openedAt >= options.pauseMilliseconds;
      return isOver ? Math.min(1, wanted) : 0;
    },
    send: async (attempt) => {
      try {
        return await policy.execute(async () => {
          const result = await attempt();
          if (outcomeTable[result.code].isFailure) throw new UnwellError(result);
          return result;
        });
      } catch (error) {
        if (error instanceof UnwellError) return error.result;
        if (error instanceof BrokenCircuitError) return attemptWithout('not-started');
        throw error;
      }
    },
  };
}
