import { sql } from '@riel/database';
import type { Executor } from '@riel/database';
import { setTimeout as wait } from 'node:timers/promises';

/** Next offset of each partition, by `topic/partition`. */
export type Offsets = ReadonlyMap<string, bigint>;

export interface ReadingLimits {
  readonly waitMilliseconds: number;
  readonly pollMilliseconds: number;
}

/** Waits until the ledger has read up to the given end of the log; false if it takes too long. */
export const awaitReading = async (
  executor: Executor,
  endOfLog: Offsets,
  { waitMilliseconds, pollMilliseconds }: ReadingLimits,
): Promise<boolean> => {
  for (let waited = 0; ; waited += pollMilliseconds) {
    const read = await readOffsets(executor);
    if ([...endOfLog].every(([place, end]) => (read.get(place) ?? 0n) >= end)) {
      return true;
    }
    if (waited >= waitMilliseconds) {
      return false;
    }
    await wait(pollMilliseconds);
  }
};

const readOffsets = async (executor: Executor): Promise<Offsets> => {
  const { rows } = await sql<{ place: string; next_offset: bigint }>`
    select topic || '/' || partition as place, next_offset from ledger.partitions
  `.execute(executor);
  return new Map(rows.map((row) => [row.place, row.next_offset]));
};
