import { sql } from '@riel/database';
import type { Transaction } from '@riel/database';
import { OUTBOX_LANES } from './lane.ts';

/**
 * Takes the locks of up to `lanesMax` lanes that have rows, those with the oldest rows first, and
 * returns them. Lanes that another relay holds are passed over. The locks end with the transaction.
 *
 * The commit that follows is not awaited by the disk: a crash that undoes the deletion of rows sends
 * them again, before any later row of their lanes, exactly like a crash before the commit.
 *
 * Advisory locks, because a lane is not a row: nothing is written, so nothing bloats. Both steps are
 * materialised: the planner would otherwise ask for the locks first, of empty lanes too.
 */
export const claimLanes = async (
  transaction: Transaction,
  { schema, lanesMax }: { schema: string; lanesMax: number },
): Promise<readonly number[]> => {
  const { rows } = await sql<{ lane: number }>`
    with busy as materialized (
      select lanes.lane, oldest.id
        from generate_series(0, ${sql.lit(OUTBOX_LANES - 1)}) as lanes (lane)
       cross join lateral (
         select id from ${sql.table(`${schema}.outbox`)} waiting
          where waiting.lane = lanes.lane::smallint
          order by id limit 1
       ) as oldest
       order by oldest.id
    )
    select lane, set_config('synchronous_commit', 'off', true) from busy
     where pg_try_advisory_xact_lock(hashtext(${`riel outbox ${schema}`}), lane)
     limit ${lanesMax}
  `.execute(transaction);
  return rows.map(({ lane }) => lane);
};
