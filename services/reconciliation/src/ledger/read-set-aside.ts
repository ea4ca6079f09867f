import { sql, type Executor } from '@riel/database';
import type { SetAsideRow } from '../pages/page.ts';

/** Records that could not be decoded, known in the window. */
export async function readSetAside(
  executor: Executor,
  window: { readonly fromAt: number; readonly untilAt: number; readonly limit: number },
): Promise<readonly SetAsideRow[]> {
  const { rows } = await sql<{
    topic: string;
    partition: number;
    log_offset: bigint;
    code: string;
    known_at: bigint;
  }>`
    select partition.topic, partition.partition, aside.log_offset, aside.code, aside.known_at
      from ledger.v_set_aside aside
      join ledger.v_partitions partition on partition.partition_id = aside.partition_id
     where aside.known_at between ${BigInt(window.fromAt)} and ${BigInt(window.untilAt)}
     order by aside.fact_id
     limit ${window.limit}`.execute(executor);
  return rows.map((row) => ({
    place: `${row.topic}/${row.partition}/${row.log_offset}`,
    code: row.code,
    knownAt: Number(row.known_at),
  }));
}
