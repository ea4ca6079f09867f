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

/** Makes the cursors that are missing, and answers the partitions that have something to relay. */
export const findWaiting = async (executor: Executor): Promise<number[]> => {
  const { rows } = await sql<{ partition_id: number; has_cursor: boolean }>`
    select partition_id, cursor.partition_id is not null as has_cursor
      from ledger.partitions left join ledger.entry_cursors cursor using (partition_id)
     where chain_number > coalesce(relayed_chain_number, 0)
     order by partition_id
  `.execute(executor);
  const missing = rows.filter((row) => !row.has_cursor).map((row) => row.partition_id);
  if (missing.length > 0) {
    await sql`
      insert into ledger.entry_cursors (partition_id)
      select unnest(${missing}::smallint[]) on conflict do nothing
    `.execute(executor);
  }
  return rows.map((row) => row.partition_id);
};

/**
 * Takes the cursors of partitions until the transaction ends, but for those that another relay
 * holds. So each partition has one relay at a time and keeps its order.
 */
export const takeCursors = async (
  transaction: Transaction,
  partitionIds: readonly number[],
): Promise<EntryCursor[]> => {
  const { rows } = await sql<Row>`
    select partition_id, topic, partition, chain_number, relayed_chain_number
      from ledger.entry_cursors
      join ledger.partitions using (partition_id)
     where partition_id = any(${[...partitionIds]}::smallint[])
       and chain_number > relayed_chain_number
     order by partition_id
       for update of entry_cursors skip locked
  `.execute(transaction);
  return rows.map(cursorOf);
};

/** Moves taken cursors, after the broker has acknowledged everything up to them. */
export const moveCursors = async (
  transaction: Transaction,
  moved: readonly Pick<EntryCursor, 'partitionId' | 'relayed'>[],
): Promise<void> => {
  // A lost move sends the same events again, as a crash before the commit does: not worth a flush.
  await sql`set local synchronous_commit = off`.execute(transaction);
  await sql`
    update ledger.entry_cursors cursor
       set relayed_chain_number = moved.relayed
      from unnest(${moved.map(({ partitionId }) => partitionId)}::smallint[],
             ${moved.map(({ relayed }) => relayed)}::bigint[]) as moved (partition_id, relayed)
     where cursor.partition_id = moved.partition_id
  `.execute(transaction);
};
