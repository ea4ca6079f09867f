import { sql, type Executor } from '@riel/database';

/** Whether the database was found to have forgotten, and not everything was looked up since. */
export async function isRecovering(executor: Executor): Promise<boolean> {
  const { rows } = await sql`
    select 1 from gateway.recoveries where finished_at is null limit 1`.execute(executor);
  return rows.length > 0;
}
