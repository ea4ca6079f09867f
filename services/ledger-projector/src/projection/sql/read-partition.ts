import { sql } from '@riel/database';
import type { Executor, Transaction } from '@riel/database';
import type { Partition } from '../partition.ts';

interface Row {
  readonly partition_id: number;
  readonly topic: string;
  readonly partition: number;
  readonly cluster_id: string;
  readonly next_offset: bigint;
  readonly last_offset: bigint | null;
  readonly last_record_digest: Buffer | null;
  readonly chain_number: bigint;
  readonly chain_hash: Buffer;
  readonly known_at: bigint | null;
  readonly marker_number: number;
  readonly tables_number: number | null;
  readonly closed_through: string | null;
}

const columns = sql`partition_id, topic, partition, cluster_id, next_offset, last_offset,
  last_record_digest, chain_number, chain_hash, known_at, marker_number, tables_number,
  closed_through`;

/** The partition as it was committed last, or null if it was never read. */
export const readPartition = async (
  executor: Executor,
  partitionId: number,
): Promise<Partition | null> => {
  const { rows } = await sql<Row>`
    select ${columns} from ledger.partitions where partition_id = ${partitionId}
  `.execute(executor);
  return rows[0] === undefined ? null : partitionOf(rows[0]);
};

/**
 * Locks the partition's row until the transaction ends: the one lock of the projector. Whoever holds
 * it is the only writer of everything whose key starts with this partition, so a writer that lost
 * the partition waits here and then finds its records already below `nextOffset`.
 */
export const lockPartition = async (
  transaction: Transaction,
  partitionId: number,
): Promise<Partition | null> => {
  const { rows } = await sql<Row>`
    select ${columns} from ledger.partitions where partition_id = ${partitionId} for update
  `.execute(transaction);
  return rows[0] === undefined ? null : partitionOf(rows[0]);
};

const partitionOf = (row: Row): Partition => ({
  partitionId: row.partition_id,
  topic: row.topic,
  partition: row.partition,
  clusterId: row.cluster_id,
  nextOffset: row.next_offset,
  lastOffset: row.last_offset,
  lastRecordDigest: row.last_record_digest,
  chain: {
    number: Number(row.chain_number),
    hash: row.chain_hash,
    knownAt: row.known_at === null ? null : Number(row.known_at),
  },
  inForce: {
    markerNumber: row.marker_number,
    tablesNumber: row.tables_number,
    closedThrough: row.closed_through,
  },
});
