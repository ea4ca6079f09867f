import { sql } from '@riel/database';
import type { Executor } from '@riel/database';
import { chainNumberOf, factIdOf } from '../../projection/fact-id.ts';

/** The chain hash of a fact, or null if it is not there. */
export const hashOfFact = async (executor: Executor, factId: bigint): Promise<Buffer | null> => {
  const { rows } = await sql<{ chain_hash: Buffer }>`
    select chain_hash from ledger.facts where fact_id = ${factId}
  `.execute(executor);
  return rows[0]?.chain_hash ?? null;
};

/** Where the rows of a partition end: its greatest number among facts, postings and marks. */
export const lastNumber = async (executor: Executor, partitionId: number): Promise<number> => {
  const after = factIdOf(partitionId, 0);
  const through = factIdOf(partitionId + 1, 0);
  const inPartition = sql`fact_id > ${after} and fact_id < ${through}`;
  const { rows } = await sql<{ last: bigint | null }>`
    select greatest(
      (select max(fact_id) from ledger.facts where ${inPartition}),
      (select max(fact_id) from ledger.postings where ${inPartition}),
      (select max(fact_id) from ledger.reversals where ${inPartition}),
      (select max(fact_id) from ledger.marks where ${inPartition}),
      (select max(fact_id) from ledger.closing_sums where ${inPartition})) as last
  `.execute(executor);
  const last = rows[0]?.last ?? null;
  return last === null ? 0 : chainNumberOf(last);
};

/** The first fact of a partition from a number on, with its known time; null if there is none. */
export const factFrom = async (
  executor: Executor,
  partitionId: number,
  chainNumber: number,
): Promise<{ chainNumber: number; knownAt: number | null } | null> => {
  const { rows } = await sql<{ fact_id: bigint; known_at: bigint | null }>`
    select fact_id, known_at from ledger.facts
     where fact_id >= ${factIdOf(partitionId, chainNumber)}
       and fact_id < ${factIdOf(partitionId + 1, 0)}
     order by fact_id limit 1
  `.execute(executor);
  const [row] = rows;
  return row === undefined
    ? null
    : {
        chainNumber: chainNumberOf(row.fact_id),
        knownAt: row.known_at === null ? null : Number(row.known_at),
      };
};

/** Chain hashes of those of the facts that are there. */
export const hashesOfFacts = async (
  executor: Executor,
  factIds: readonly bigint[],
): Promise<ReadonlyMap<bigint, Buffer>> => {
  const { rows } = await sql<{ fact_id: bigint; chain_hash: Buffer }>`
    select fact_id, chain_hash from ledger.facts where fact_id = any(${factIds}::bigint[])
  `.execute(executor);
  return new Map(rows.map((row) => [row.fact_id, row.chain_hash]));
};
