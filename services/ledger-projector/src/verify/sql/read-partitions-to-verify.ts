import { sql } from '@riel/database';
import type { Executor } from '@riel/database';

/** A partition with the head that it claims. */
export interface StoredPartition {
  readonly partitionId: number;
  readonly topic: string;
  readonly partition: number;
  readonly chainNumber: number;
  readonly chainHash: Buffer;
}

/** All partitions that were ever read. */
export const readPartitionsToVerify = async (executor: Executor): Promise<StoredPartition[]> => {
  const { rows } = await sql<Omit<StoredPartition, 'chainNumber'> & { chainNumber: bigint }>`
    select partition_id as "partitionId", topic, partition, chain_number as "chainNumber",
           chain_hash as "chainHash"
      from ledger.partitions order by partition_id
  `.execute(executor);
  return rows.map((row) => ({ ...row, chainNumber: Number(row.chainNumber) }));
};
