import { sql, type RawBuilder } from '@riel/database';
import type { PartitionPosition } from './position.ts';

/**
 * Whether a fact had been booked at the position. Facts are only ever appended, so what this lets through
 * is the same at any later time.
 *
 * @param factId name of the column that holds the fact's id
 */
export function withinPosition(
  position: readonly PartitionPosition[],
  factId: string,
): RawBuilder<boolean> {
  const column = sql.ref(factId);
  return sql<boolean>`exists (
    select from unnest(${position.map(({ partitionId }) => partitionId)}::smallint[],
                       ${position.map(({ chainNumber }) => chainNumber)}::bigint[])
             as bound (partition_id, chain_number)
    where ${column} between ledger.fact_id(bound.partition_id, 0)
                        and ledger.fact_id(bound.partition_id, bound.chain_number))`;
}
