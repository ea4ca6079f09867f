import { sql } from '@riel/database';
import type { Executor } from '@riel/database';

/** A record that could not be decoded, by what the ledger keeps of it: never its bytes. */
export interface SetAsideRecord {
  readonly eventId: string;
  readonly topic: string;
  readonly partition: number;
  /** Where it stands in the log that was read. */
  readonly offset: bigint;
  readonly chainNumber: bigint;
  /** Stable code of what is wrong with it. */
  readonly code: string;
  readonly reason: string;
  readonly sizeBytes: number;
  readonly digest: Buffer;
  readonly traceId: string | null;
  /** Known time of its partition when it was read, microseconds; null before the first fact. */
  readonly knownAt: bigint | null;
}

export interface SetAsideQuestion {
  /** Only the record of this id. */
  readonly eventId?: string;
  readonly recordsMax: number;
}

/** Records set aside, the latest of each partition first. */
export const listSetAside = async (
  executor: Executor,
  { eventId, recordsMax }: SetAsideQuestion,
): Promise<SetAsideRecord[]> => {
  const { rows } = await sql<SetAsideRecord>`
    select aside.event_id as "eventId", place.topic, place.partition, aside.log_offset as offset,
           aside.chain_number as "chainNumber", aside.code, aside.reason,
           aside.size_bytes as "sizeBytes", aside.digest, aside.trace_id as "traceId",
           aside.known_at as "knownAt"
      from ledger.v_set_aside aside
      join ledger.v_partitions place using (partition_id)
     where ${eventId ?? null}::uuid is null or aside.event_id = ${eventId ?? null}::uuid
     order by aside.known_at desc nulls last, aside.fact_id desc
     limit ${recordsMax}
  `.execute(executor);
  return rows;
};
