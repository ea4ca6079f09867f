import { sql } from '@riel/database';
import type { Transaction } from '@riel/database';

/** A row as the relay reads it; instants are microseconds. */
export interface WaitingRow {
  readonly id: bigint;
  readonly lane: number;
  readonly topic: string;
  readonly key: string;
  readonly eventName: string;
  readonly eventId: string;
  readonly occurredAt: bigint;
  readonly recordedAt: bigint;
  readonly payload: Buffer;
  readonly traceparent: string | null;
}

/** Limits of what one claim holds in memory, shared evenly by its lanes. */
export interface BatchLimits {
  readonly batchRecordsMax: number;
  readonly batchBytesMax: number;
}

/**
 * Reads the oldest rows of claimed lanes, in id order inside each lane. It must be a statement of its
 * own after the claim: the snapshot of the claiming statement is older than the lock, and would show
 * rows that the last holder of the lock has sent and deleted.
 *
 * Sizes are summed up before payloads are fetched, so the byte limit holds whatever was written; the
 * first row of a lane is read however large it is, or the lane would stand still.
 */
export const readClaimed = async (
  transaction: Transaction,
  { schema, lanes, limits }: { schema: string; lanes: readonly number[]; limits: BatchLimits },
): Promise<readonly WaitingRow[]> => {
  const recordsMax = Math.max(1, Math.floor(limits.batchRecordsMax / lanes.length));
  const bytesMax = Math.floor(limits.batchBytesMax / lanes.length);
  const { rows } = await sql<WaitingRow>`
    select o.id, o.lane, o.topic, o.key, o.event_name as "eventName", o.event_id as "eventId",
           o.occurred_at as "occurredAt", o.recorded_at as "recordedAt", o.payload, o.traceparent
      from unnest(${lanes}::smallint[]) as claimed (lane)
     cross join lateral (
       select oldest.*, sum(octet_length(oldest.payload)) over (order by oldest.id) as bytes,
              row_number() over (order by oldest.id) as place
         from (
           select * from ${sql.table(`${schema}.outbox`)} waiting
            where waiting.lane = claimed.lane
            order by waiting.id limit ${recordsMax}
         ) as oldest
     ) as o
     where o.bytes <= ${bytesMax} or o.place = 1
     order by o.lane, o.id
  `.execute(transaction);
  return rows;
};
