import { sql } from '@riel/database';
import type { Transaction } from '@riel/database';
import type { Partition } from '../partition.ts';

/** Moves offset, digest, chain head and markers in force, in the transaction that booked them. */
export const movePartition = async (transaction: Transaction, moved: Partition): Promise<void> => {
  const { chain, inForce } = moved;
  const knownAt = chain.knownAt === null ? null : BigInt(chain.knownAt);
  await sql`
    update ledger.partitions
       set next_offset = ${moved.nextOffset}, last_offset = ${moved.lastOffset},
           last_record_digest = ${moved.lastRecordDigest}, chain_number = ${BigInt(chain.number)},
           chain_hash = ${chain.hash}, known_at = ${knownAt},
           marker_number = ${inForce.markerNumber}, tables_number = ${inForce.tablesNumber},
           closed_through = ${inForce.closedThrough}
     where partition_id = ${moved.partitionId}
  `.execute(transaction);
};
