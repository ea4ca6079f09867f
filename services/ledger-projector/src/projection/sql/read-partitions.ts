import { sql } from '@riel/database';
import type { Executor } from '@riel/database';

/** Where the ledger stands in each partition that it has read. */
export interface PartitionPosition {
  readonly topic: string;
  readonly partition: number;
  readonly clusterId: string;
  readonly nextOffset: bigint;
  /** Of the last record that was booked; null before the first. */
  readonly lastOffset: bigint | null;
}

/** Positions of all partitions of the topics. */
export const readPartitions = async (
  executor: Executor,
  topics: readonly string[],
): Promise<PartitionPosition[]> => {
  const { rows } = await sql<PartitionPosition>`
    select topic, partition, cluster_id as "clusterId", next_offset as "nextOffset",
           last_offset as "lastOffset"
      from ledger.partitions where topic = any(${topics}::text[])
     order by partition_id
  `.execute(executor);
  return rows;
};
