import { sql } from '@riel/database';
import type { Executor } from '@riel/database';
import { factIdOf } from '../../projection/fact-id.ts';

const chainTables = [
  'facts',
  'postings',
  'reversals',
  'marks',
  'set_aside',
  'closings',
  'closing_sums',
] as const;

/** Tables that hold rows outside of the known partitions, with the number of such rows. */
export const findStrays = async (
  executor: Executor,
  partitionIds: readonly number[],
): Promise<{ table: string; count: number }[]> => {
  const sorted = partitionIds.toSorted((one, other) => one - other);
  // The ranges between those of the partitions, ends included; each is found in an index.
  const starts = [-(2n ** 63n), ...sorted.map((id) => factIdOf(id + 1, 0))];
  const ends = [...sorted.map((id) => factIdOf(id, 0)), 2n ** 63n - 1n];
  const found: { table: string; count: number }[] = [];
  for (const table of chainTables) {
    const { rows } = await sql<{ count: number }>`
      select coalesce(sum((select count(*) from ${sql.table(`ledger.${table}`)}
               where fact_id between gap.start and gap.end)), 0)::int as count
        from unnest(${starts}::bigint[], ${ends}::bigint[]) as gap (start, "end")
    `.execute(executor);
    if ((rows[0]?.count ?? 0) > 0) {
      found.push({ table, count: rows[0]?.count ?? 0 });
    }
  }
  return found;
};

/** Marker numbers of tables whose content is not the one of their digest, or that no fact brought. */
export const findOddTables = async (executor: Executor): Promise<number[]> => {
  const { rows } = await sql<{ marker_number: number }>`
    select marker_number from ledger.tables item
     where tables_digest <> sha256(convert_to(content, 'UTF8'))
        or not exists (select from ledger.facts
             where event_id = item.event_id and event_name = 'TablesActivated'
               and partition_id in (select partition_id from ledger.partitions))
     order by marker_number
  `.execute(executor);
  return rows.map((row) => row.marker_number);
};

/** Records set aside in a partition, and how many of them have no fact that says so. */
export const countSetAside = async (
  executor: Executor,
  partitionId: number,
): Promise<{ count: number; odd: number }> => {
  const { rows } = await sql<{ count: number; odd: number }>`
    select count(*)::int as count,
           count(*) filter (where fact.event_name is distinct from 'SetAside')::int as odd
      from ledger.set_aside aside
      left join ledger.facts fact on fact.fact_id = aside.fact_id
     where aside.fact_id > ${factIdOf(partitionId, 0)}
       and aside.fact_id < ${factIdOf(partitionId + 1, 0)}
  `.execute(executor);
  return rows[0] ?? { count: 0, odd: 0 };
};
