import { sql } from '@riel/database';
import type { Transaction } from '@riel/database';

/**
 * Deletes rows that Kafka has acknowledged, in the transaction that holds their lanes. Deleting
 * needs no cursor, so a row that commits late with a small id is simply found by a later claim.
 */
export const deletePublished = async (
  transaction: Transaction,
  { schema, rows }: { schema: string; rows: readonly { lane: number; id: bigint }[] },
): Promise<void> => {
  const lanes = rows.map(({ lane }) => lane);
  const ids = rows.map(({ id }) => id);
  await sql`
    delete from ${sql.table(`${schema}.outbox`)} o
     using unnest(${lanes}::smallint[], ${ids}::bigint[]) as published (lane, id)
     where o.lane = published.lane and o.id = published.id
  `.execute(transaction);
};
