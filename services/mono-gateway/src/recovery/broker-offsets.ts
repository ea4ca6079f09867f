import { sql, type Executor } from '@riel/database';

/** The next offset that our group reads, as the broker has it. */
export interface BrokerOffset {
  readonly topic: string;
  readonly partition: number;
  readonly offset: bigint;
}

/**
 * Notes what the broker has: only transfers below it are sent. Offsets only go up here, for they are
 * told by several instances in any order.
 */
export async function writeBrokerOffsets(
  executor: Executor,
  offsets: readonly BrokerOffset[],
): Promise<void> {
  if (offsets.length === 0) return;
  // In one order everywhere: instances write the same rows.
  const sorted = offsets.toSorted(
    (left, right) => left.partition - right.partition || (left.topic < right.topic ? -1 : 1),
  );
  await sql`
    insert into gateway.broker_offsets as known (topic, partition, next_offset)
    select topic, partition, next_offset
      from unnest(${sorted.map(({ topic }) => topic)}::text[],
                  ${sorted.map(({ partition }) => partition)}::integer[],
                  ${sorted.map(({ offset }) => offset)}::bigint[])
             as n (topic, partition, next_offset)
    on conflict (topic, partition) do update set next_offset = excluded.next_offset
      where known.next_offset < excluded.next_offset`.execute(executor);
}
