import type { Instant } from '@riel/schemas';

/** A virtual clock, and what happens by itself as it moves. */
export interface Timeline {
  readonly now: () => Instant;
  /** Moves the clock; what is due on the way happens at its own time, in order. */
  readonly advance: (milliseconds: number) => Promise<void>;
  readonly advanceTo: (at: number) => Promise<void>;
  readonly schedule: (milliseconds: number, work: () => Promise<void> | void) => void;
  readonly scheduleAt: (at: number, work: () => Promise<void> | void) => void;
}

const START = 1_800_000_000_000_000;
const MICROSECONDS = 1_000;

export function createTimeline(): Timeline {
  let clock = START;
  const coming: { readonly at: number; readonly work: () => Promise<void> | void }[] = [];
  const advanceTo = async (at: number): Promise<void> => {
    for (;;) {
      const next = coming.toSorted((left, right) => left.at - right.at)[0];
      if (next === undefined || next.at > at) break;
      coming.splice(coming.indexOf(next), 1);
      clock = Math.max(clock, next.at);
      await next.work();
    }
    clock = Math.max(clock, at);
  };
  const scheduleAt = (at: number, work: () => Promise<void> | void): void => {
    coming.push({ at, work });
  };
  return {
    now: () => clock as Instant,
    advance: (milliseconds) => advanceTo(clock + milliseconds * MICROSECONDS),
    advanceTo,
    schedule: (milliseconds, work) => scheduleAt(clock + milliseconds * MICROSECONDS, work),
    scheduleAt,
  };
}
