import type { PartitionPosition } from './position.ts';

const MICROSECONDS_PER_DAY = 86_400_000_000n;
/** Colombia is five hours behind UTC all year. */
const BOGOTA_OFFSET_MICROSECONDS = 5n * 3_600_000_000n;

/** First instant after a day in America/Bogota, in microseconds. `date` is YYYY-MM-DD. */
export function endOfBogotaDay(date: string): bigint {
  const midnight = BigInt(Date.parse(`${date}T00:00:00Z`)) * 1_000n;
  return midnight + MICROSECONDS_PER_DAY + BOGOTA_OFFSET_MICROSECONDS;
}

/** Whether no partition can still learn something of the known day: each has read past its end. */
export function isFinal(
  position: readonly PartitionPosition[],
  knownAt: string | undefined,
): boolean {
  if (knownAt === undefined) return false;
  const end = endOfBogotaDay(knownAt);
  return position.every((partition) => partition.knownAt !== null && partition.knownAt >= end);
}
