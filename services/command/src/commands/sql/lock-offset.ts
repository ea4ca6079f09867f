import { sql, type Transaction } from '@riel/database';

/** A partition of a topic that this service reads. */
export interface Partition {
  readonly topic: string;
  readonly partition: number;
}

/**
 * Locks the partition's row and returns the offset of the first record that was not yet read.
 *
 * A zombie that lost its partition waits here and then finds its records read already, or commits first and
 * the new owner skips them: group membership only spreads the work.
 */
export async function lockOffset(transaction: Transaction, partition: Partition): Promise<bigint> {
  const known = await selectForUpdate(transaction, partition);
  if (known !== null) return known;
  await sql`
    insert into command.consumed_offsets (topic, partition, next_offset)
    values (${partition.topic}, ${partition.partition}, 0) on conflict do nothing
  `.execute(transaction);
  return (await selectForUpdate(transaction, partition)) ?? 0n;
}

async function selectForUpdate(
  transaction: Transaction,
  { topic, partition }: Partition,
): Promise<bigint | null> {
  const { rows } = await sql<{ next_offset: bigint }>`
    select next_offset from command.consumed_offsets
     where topic = ${topic} and partition = ${partition} for update
  `.execute(transaction);
  return rows[0]?.next_offset ?? null;
}
