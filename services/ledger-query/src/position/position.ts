import { sql, type Transaction } from '@riel/database';

/** What an answer was computed from: how far each partition of the log had been read, and its chain head. */
export interface PartitionPosition {
  /** Number of the partition in the ledger: facts of it have ids that begin with it. */
  readonly partitionId: number;
  readonly topic: string;
  readonly partition: number;
  /** Next offset of the log to be read, as digits. */
  readonly nextOffset: string;
  /** Number of the last fact of the partition's chain, as digits. */
  readonly chainNumber: string;
  /** Chain hash after that fact, lower-case hex. */
  readonly chainHash: string;
  /** Greatest `recordedAt` read so far in the partition, microseconds; null before the first record. */
  readonly knownAt: bigint | null;
}

/** Reads the position of every partition, in a transaction that also reads what is answered. */
export async function readPosition(
  transaction: Transaction,
): Promise<readonly PartitionPosition[]> {
  const { rows } = await sql<{
    partition_id: number;
    topic: string;
    partition: number;
    next_offset: bigint;
    chain_number: bigint;
    chain_hash: Buffer;
    known_at: bigint | null;
  }>`
    select partition_id, topic, partition, next_offset, chain_number, chain_hash, known_at
    from ledger.v_partitions
    order by topic, partition`.execute(transaction);
  return rows.map((row) => ({
    partitionId: row.partition_id,
    topic: row.topic,
    partition: row.partition,
    nextOffset: row.next_offset.toString(),
    chainNumber: row.chain_number.toString(),
    chainHash: row.chain_hash.toString('hex'),
    knownAt: row.known_at,
  }));
}
