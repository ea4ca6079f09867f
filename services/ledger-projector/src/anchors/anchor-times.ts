const MICROSECONDS_PER_DAY = 24 * 3_600_000_000;
// Colombia has kept UTC-5 without summer time since 1993.
const BOGOTA_MIDNIGHT_UTC = 5 * 3_600_000_000;

const midnightBefore = (instant: number): number =>
  Math.floor((instant - BOGOTA_MIDNIGHT_UTC) / MICROSECONDS_PER_DAY) * MICROSECONDS_PER_DAY +
  BOGOTA_MIDNIGHT_UTC;

/**
 * The latest time at which an anchor was due: every interval from midnight in Bogota on, so that the
 * end of each day is always among them. Microseconds.
 */
export const latestDue = (instant: number, intervalMicroseconds: number): number => {
  const midnight = midnightBefore(instant);
  const rounds = Math.floor((instant - midnight) / intervalMicroseconds);
  return midnight + rounds * intervalMicroseconds;
};

/** The next time at which an anchor is due. Microseconds. */
export const nextDue = (instant: number, intervalMicroseconds: number): number =>
  Math.min(
    latestDue(instant, intervalMicroseconds) + intervalMicroseconds,
    midnightBefore(instant) + MICROSECONDS_PER_DAY,
  );
