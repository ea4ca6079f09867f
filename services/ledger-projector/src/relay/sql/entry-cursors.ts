import { sql } from '@riel/database';
import type { Executor, Transaction } from '@riel/database';

/** How far a partition's entries were relayed, and how far its chain goes. */
export interface EntryCursor {
  readonly partitionId: number;
  readonly topic: string;
  readonly partition: number;
  readonly relayed: number;
  readonly head: number;
}

interface Row {
  readonly partition_id: number;
  readonly topic: string;
  readonly partition: number;
  readonly relayed_chain_number: bigint;
  readonly chain_number: bigint;
}

const cursorOf = (row: Row): EntryCursor => ({
  partitionId: row.partition_id,
  topic: row.topic,
  partition: row.partition,
  relayed: Number(row.relayed_chain_number),
  head: Number(row.chain_number),
});

/** The partitions whose chain is ahead of what was relayed. */
export const findWaitingCursors = async (executor: Executor): Promise<EntryCursor[]> => {
  const { rows } = await sql<Row>`
    select partition_id, topic, partition, chain_number,
           coalesce(relayed_chain_number, 0) as relayed_chain_number
      from ledger.partitions
      left join ledger.entry_cursors using (partition_id)
     where chain_number > coalesce(relayed_chain_number, 0)
     order by partition_id
  `.execute(executor);
  return rows.map(cursorOf);
};

/**
 * Takes the cursor of a partition until the transaction ends, or answers null if another relay
 * holds it. So each partition has one relay at a time and keeps its order.
 */
export const takeCursor = async (
  transaction: Transaction,
  partitionId: number,
): Promise<EntryCursor | null> => {
  await sql`
    insert into ledger.entry_cursors (partition_id) values (${partitionId}) on conflict do nothing
  `.execute(transaction);
  const { rows } = await sql<Row>`
    select partition_id, topic, partition, chain_number, relayed_chain_number
      from ledger.entry_cursors
      join ledger.partitions using (partition_id)
     where partition_id = ${partitionId}
       for update of entry_cursors skip locked
  `.execute(transaction);
  return rows[0] === undefined ? null : cursorOf(rows[0]);
};

/** Moves a taken cursor, after the broker has acknowledged everything up to it. */
export const moveCursor = async (
  transaction: Transaction,
  { partitionId, relayed }: Pick<EntryCursor, 'partitionId' | 'relayed'>,
): Promise<void> => {
  await sql`
    update ledger.entry_cursors set relayed_chain_number = ${BigInt(relayed)}
     where partition_id = ${partitionId}
  `.execute(transaction);
};
