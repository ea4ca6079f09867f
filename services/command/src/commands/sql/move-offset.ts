import { sql, type Transaction } from '@riel/database';
import type { Partition } from './lock-offset.ts';

/** Notes what was read, in the transaction that wrote what came of it. `lockOffset` holds the row. */
export async function moveOffset(
  transaction: Transaction,
  { topic, partition }: Partition,
  nextOffset: bigint,
): Promise<void> {
  await sql`
    update command.consumed_offsets set next_offset = ${nextOffset}
     where topic = ${topic} and partition = ${partition} and next_offset < ${nextOffset}
  `.execute(transaction);
}
