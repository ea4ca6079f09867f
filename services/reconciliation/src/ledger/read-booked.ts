import { sql, type Executor } from '@riel/database';

/** Which of the facts stand in the ledger, by the ids of their events. */
export async function readBooked(
  executor: Executor,
  eventIds: readonly string[],
): Promise<ReadonlySet<string>> {
  if (eventIds.length === 0) return new Set();
  const { rows } = await sql<{ event_id: string }>`
    select event_id from ledger.v_facts
     where partition_id in (select partition_id from ledger.v_partitions)
       and event_id = any(${[...eventIds]}::uuid[])`.execute(executor);
  return new Set(rows.map((row) => row.event_id));
}
