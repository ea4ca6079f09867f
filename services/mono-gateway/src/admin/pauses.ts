import { sql, type Database, type Executor } from '@riel/database';
import type { Instant } from '@riel/schemas';
import { insertAction } from './sql/insert-action.ts';

/** What is paused: everything, one Mono account, or one caller. Accepting goes on. */
export const pauseScopeForm = '^(all|account:[\\w-]{1,100}|caller:[\\w.-]{1,100})$';

export interface PauseWish {
  readonly scope: string;
  readonly author: string;
  readonly reason: string;
}

interface PausePorts {
  readonly database: Database;
  readonly now: () => Instant;
}

/**
 * Pauses a scope. Transactions that record attempts read pauses, so none is recorded after this has
 * committed but by those that had begun; what was recorded before is sent.
 */
export async function pause({ database, now }: PausePorts, wish: PauseWish): Promise<void> {
  const { scope, author, reason } = wish;
  await database.transaction(async (transaction) => {
    const at = now();
    // Waits for transactions that record attempts now: each holds its lane's row.
    await sql`select 1 from gateway.lanes order by mono_account_id for update`.execute(transaction);
    await sql`
      insert into gateway.pauses (scope, reason, author, paused_at)
      values (${scope}, ${reason}, ${author}, ${BigInt(at)})
      on conflict do nothing`.execute(transaction);
    await insertAction(transaction, { action: 'pause', subject: scope, author, reason, at });
  });
}

/** Ends a pause; for a Mono account also the stop that its lane was brought to. False: there was none. */
export async function resume({ database, now }: PausePorts, wish: PauseWish): Promise<boolean> {
  const { scope, author, reason } = wish;
  return await database.transaction(async (transaction) => {
    const at = now();
    const ended = await sql`
      delete from gateway.pauses where scope = ${scope} returning 1`.execute(transaction);
    const account = scope.startsWith('account:') ? scope.slice('account:'.length) : null;
    const started = await sql`
      update gateway.lanes set stopped_reason = null, stopped_at = null
       where (mono_account_id = ${account}::text or ${scope} = 'all')
         and stopped_reason is not null returning 1`.execute(transaction);
    const isChanged = ended.rows.length + started.rows.length > 0;
    if (isChanged) {
      await insertAction(transaction, { action: 'resume', subject: scope, author, reason, at });
    }
    return isChanged;
  });
}

export interface ListedStop {
  readonly scope: string;
  /** `pause` by a person, `stop` by what Mono answered. */
  readonly kind: 'pause' | 'stop';
  readonly reason: string;
  readonly author: string | null;
  readonly since: bigint;
}

/** Everything that keeps something from being sent. */
export async function listStops(executor: Executor): Promise<readonly ListedStop[]> {
  const { rows } = await sql<ListedStop>`
    select scope, 'pause' as kind, reason, author, paused_at as since from gateway.pauses
    union all
    select 'account:' || mono_account_id, 'stop', stopped_reason, null, stopped_at
      from gateway.lanes where stopped_reason is not null
     order by 1, 2`.execute(executor);
  return rows;
}
