import { setTimeout as wait } from 'node:timers/promises';

const POLL_MILLISECONDS = 100;
const MILLISECONDS_MAX = 60_000;

/** Waits until something holds. Throws, naming it, when it does not for a minute. */
export async function until(
  what: string,
  holds: () => boolean | Promise<boolean>,
  millisecondsMax = MILLISECONDS_MAX,
): Promise<void> {
  const deadline = performance.now() + millisecondsMax;
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error(`In vain: ${what}`);
    await wait(POLL_MILLISECONDS);
  }
}
