import { sql, type Database } from '@riel/database';
import type { Instant, MonoAccountId } from '@riel/schemas';

/** What there is to do in one lane now. */
export interface LaneWork {
  readonly monoAccountId: MonoAccountId;
  readonly hasWaiting: boolean;
  readonly hasReady: boolean;
  readonly hasLookUps: boolean;
  /** Recorded and without an outcome: nobody but a new holder ends it. */
  readonly hasOpen: boolean;
  /** When the next thing is due that is not due yet. */
  readonly nextAt: Instant | null;
}

/** Reads what is to be done, so that lanes without work cost one query together. */
export async function readWork(database: Database, at: Instant): Promise<readonly LaneWork[]> {
  const now = BigInt(at);
  const { rows } = await sql<Omit<LaneWork, 'nextAt'> & { readonly nextAt: bigint | null }>`
    with timed as materialized (
      select mono_account_id, 'waiting' as state, due_at
        from gateway.transfers where state = 'waiting'
      union all
      select mono_account_id, state, due_at
        from gateway.submissions where state not in ('done', 'dissolved')
    )
    select l.mono_account_id as "monoAccountId",
           coalesce(bool_or(t.state = 'waiting' and t.due_at <= ${now}), false) as "hasWaiting",
           coalesce(bool_or(t.state = 'ready' and t.due_at <= ${now}), false) as "hasReady",
           coalesce(bool_or(t.due_at <= ${now} and t.state in ('looking', 'refusing',
             'refused-after-unknown', 'partly-found')), false) as "hasLookUps",
           coalesce(bool_or(t.state = 'sending'), false) as "hasOpen",
           min(t.due_at) filter (where t.due_at > ${now} and t.state <> 'sending') as "nextAt"
      from gateway.lanes l left join timed t using (mono_account_id)
     group by l.mono_account_id order by l.mono_account_id`.execute(database.kysely);
  return rows.map((row) => ({
    ...row,
    nextAt: row.nextAt === null ? null : (Number(row.nextAt) as Instant),
  }));
}
