import { sql } from '@riel/database';
import type { Executor } from '@riel/database';
import { textArray } from './binary-arrays.ts';

/** Digests of the records of each event id, in the order of their variants. */
export type KnownEvents = ReadonlyMap<string, readonly Buffer[]>;

interface Row {
  readonly event_id: string;
  readonly digest: Buffer;
}

/** Which of the ids are in the partition's chain already. In normal running: none. */
export const findKnownEvents = async (
  executor: Executor,
  partitionId: number,
  eventIds: readonly string[],
): Promise<KnownEvents> => {
  const { rows } = await sql<Row>`
    select event_id, digest from ledger.facts
     where partition_id = ${partitionId} and event_id = any(${textArray(eventIds, (id) => id)}::text[]::uuid[])
     order by event_id, variant
  `.execute(executor);
  const known = new Map<string, Buffer[]>();
  for (const { event_id: eventId, digest } of rows) {
    const digests = known.get(eventId);
    if (digests === undefined) {
      known.set(eventId, [digest]);
    } else {
      digests.push(digest);
    }
  }
  return known;
};
