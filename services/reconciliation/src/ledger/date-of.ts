const MICROSECONDS_PER_DAY = 86_400_000_000;
const BOGOTA_OFFSET_MICROSECONDS = 5 * 3_600_000_000;

/** The day of an instant in America/Bogota. */
export function dateOf(instant: number): string {
  const day = Math.floor((instant - BOGOTA_OFFSET_MICROSECONDS) / MICROSECONDS_PER_DAY);
  return new Date(day * 86_400_000).toISOString().slice(0, 10);
}
