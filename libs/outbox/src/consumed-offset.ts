import { parseIdentifier, sql } from '@riel/database';
import type { Transaction } from '@riel/database';

/** A partition of a topic, as one schema reads it. */
export interface ReadPartition {
  readonly schema: string;
  readonly topic: string;
  readonly partition: number;
}

const tableOf = (schema: string) =>
  sql.raw(`${parseIdentifier(schema, 'schema')}.consumed_offsets`);

/**
 * Locks the partition's row and returns the offset of the first record that was not yet read.
 *
 * A zombie that lost its partition waits here and then finds its records read already, or commits
 * first and the new owner skips them: group membership only spreads the work.
 */
export const lockOffset = async (
  transaction: Transaction,
  partition: ReadPartition,
): Promise<bigint> => {
  const known = await selectForUpdate(transaction, partition);
  if (known !== null) return known;
  await sql`
    insert into ${tableOf(partition.schema)} (topic, partition, next_offset)
    values (${partition.topic}, ${partition.partition}, 0) on conflict do nothing
  `.execute(transaction);
  return (await selectForUpdate(transaction, partition)) ?? 0n;
};

const selectForUpdate = async (
  transaction: Transaction,
  { schema, topic, partition }: ReadPartition,
): Promise<bigint | null> => {
  const { rows } = await sql<{ next_offset: bigint }>`
    select next_offset from ${tableOf(schema)}
     where topic = ${topic} and partition = ${partition} for update
  `.execute(transaction);
  return rows[0]?.next_offset ?? null;
};

/** Notes what was read, in the transaction that wrote what came of it. `lockOffset` holds the row. */
export const moveOffset = async (
  transaction: Transaction,
  { schema, topic, partition }: ReadPartition,
  nextOffset: bigint,
): Promise<void> => {
  await sql`
    update ${tableOf(schema)} set next_offset = ${nextOffset}
     where topic = ${topic} and partition = ${partition} and next_offset < ${nextOffset}
  `.execute(transaction);
};
