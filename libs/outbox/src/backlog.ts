import { sql } from '@riel/database';
import type { Executor } from '@riel/database';
import { OUTBOX_LANES } from './lane.ts';

/** Whether any row waits: the whole cost of an idle poll, one step into the primary key. */
export const hasWaiting = async (executor: Executor, schema: string): Promise<boolean> => {
  const { rows } = await sql`
    select 1 from ${sql.table(`${schema}.outbox`)} order by lane, id limit 1
  `.execute(executor);
  return rows.length > 0;
};

/** Counting stops here, so that a scrape stays cheap in the outage in which it matters. */
export const WAITING_COUNTED_MAX = 100_000;

/** How many rows wait, at most `WAITING_COUNTED_MAX`. */
export const countWaiting = async (executor: Executor, schema: string): Promise<number> => {
  const { rows } = await sql<{ count: number }>`
    select count(*)::integer as count
      from (
        select 1 from ${sql.table(`${schema}.outbox`)} order by lane, id
         limit ${sql.lit(WAITING_COUNTED_MAX)}
      ) as waiting
  `.execute(executor);
  return rows[0]?.count ?? 0;
};

/** `recordedAt` of the oldest row (first row of each lane), in microseconds, or null if none waits. */
export const oldestRecordedAt = async (
  executor: Executor,
  schema: string,
): Promise<number | null> => {
  const { rows } = await sql<{ oldest: bigint | null }>`
    select min(first.recorded_at) as oldest
      from generate_series(0, ${sql.lit(OUTBOX_LANES - 1)}) as lanes (lane)
     cross join lateral (
       select recorded_at from ${sql.table(`${schema}.outbox`)} waiting
        where waiting.lane = lanes.lane::smallint
        order by id limit 1
     ) as first
  `.execute(executor);
  const oldest = rows[0]?.oldest ?? null;
  return oldest === null ? null : Number(oldest);
};
