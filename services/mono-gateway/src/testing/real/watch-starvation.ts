const TICK_MILLISECONDS = 20;
const STARVED_AFTER_MILLISECONDS = 150;
const CAUTIOUS_FOR_MILLISECONDS = 2_000;

/** Knows when this process was kept from running. */
export interface Starvation {
  isStarved(): boolean;
  stop(): void;
}

/**
 * Starts to watch. A hostile Mono that lists late promises to do so within a time; on a machine that
 * gives it no time to run it cannot keep that, and must not try: the run would blame the gateway.
 */
export function watchStarvation(): Starvation {
  let tickedAt = performance.now();
  let starvedUntil = 0;
  const notice = (): number => {
    const now = performance.now();
    if (now - tickedAt > STARVED_AFTER_MILLISECONDS) {
      starvedUntil = now + CAUTIOUS_FOR_MILLISECONDS;
    }
    return now;
  };
  const ticking = setInterval(() => {
    tickedAt = notice();
  }, TICK_MILLISECONDS);
  ticking.unref();
  return {
    isStarved: () => notice() < starvedUntil,
    stop: () => clearInterval(ticking),
  };
}
