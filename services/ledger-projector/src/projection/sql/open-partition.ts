import { sql } from '@riel/database';
import type { Executor } from '@riel/database';
import { genesisHash } from '../../proof/chain.ts';
import type { PartitionPlace } from '../partition.ts';

/** Makes the row of a partition that was never read; two instances may do it at once. */
export const openPartition = async (
  executor: Executor,
  { partitionId, topic, partition, clusterId }: PartitionPlace & { readonly clusterId: string },
): Promise<void> => {
  await sql`
    insert into ledger.partitions (partition_id, topic, partition, cluster_id, chain_hash)
    values (${partitionId}, ${topic}, ${partition}, ${clusterId}, ${genesisHash(topic, partition)})
    on conflict do nothing
  `.execute(executor);
};
