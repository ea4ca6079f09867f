import { connect, sql } from '@riel/database';
import type { IsBlocked } from './schedule.ts';

/** Sees from outside which sessions wait for a lock. */
export interface LockWatch {
  readonly isBlocked: IsBlocked;
  close(): Promise<void>;
}

/**
 * Watches the sessions whose application name is that of an actor. A lock that is released is granted
 * to who waits for it by who releases it, so what is seen after a commit is true.
 */
export async function watchLocks(url: string): Promise<LockWatch> {
  const database = await connect({
    url,
    schema: 'gateway',
    applicationName: 'lock-watch',
    poolConnectionsMax: 1,
  });
  return {
    isBlocked: async (name) => {
      const { rows } = await sql`
        select 1 from pg_locks l join pg_stat_activity a using (pid)
         where a.application_name = ${name} and a.datname = current_database() and not l.granted
         limit 1`.execute(database.kysely);
      return rows.length > 0;
    },
    close: () => database.close(),
  };
}
