/**
 * Waits before each attempt in seconds, each counted from the attempt before: ten attempts in about
 * 8.4 hours, and never again.
 */
export const attemptDelaysSeconds: readonly number[] = [
  0, 30, 90, 210, 450, 930, 1_890, 3_816, 7_668, 15_336,
];

/** Virtual milliseconds before the attempt of that number (from 1); null if there is none any more. */
export function delayBeforeAttempt(attempt: number): number | null {
  const seconds = attemptDelaysSeconds[attempt - 1];
  return seconds === undefined ? null : seconds * 1_000;
}
