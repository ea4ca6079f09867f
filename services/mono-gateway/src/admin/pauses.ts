import { retryTransient, sql, type Executor, type Transaction } from '@riel/database';
import type { Instant } from '@riel/schemas';
import { insertAction } from './sql/insert-action.ts';
import { waitForRequests, type WaitPorts } from './wait-for-requests.ts';

/** What is paused: everything, one Mono account, or one caller. Accepting goes on. */
export const pauseScopeForm = '^(all|account:[\\w-]{1,100}|caller:[\\w.-]{1,100})$';

export interface PauseWish {
  readonly scope: string;
  readonly author: string;
  readonly reason: string;
}

/**
 * Pauses a scope. Transactions that record attempts read pauses, so none is recorded any more when this
 * has committed. What was recorded before is sent: the answer comes when nothing of it is open.
 */
export async function pause(ports: WaitPorts, wish: PauseWish): Promise<void> {
  await retryTransient(() =>
    ports.database.transaction((transaction) => write(transaction, wish, ports.now())),
  );
  await waitForRequests(ports, openIn(wish.scope));
}

async function write(
  transaction: Transaction,
  { scope, author, reason }: PauseWish,
  at: Instant,
): Promise<void> {
  // Waits for transactions that record attempts now: each holds its lane's row.
  await sql`select 1 from gateway.lanes order by mono_account_id for update`.execute(transaction);
  await sql`
    insert into gateway.pauses (scope, reason, author, paused_at)
    values (${scope}, ${reason}, ${author}, ${BigInt(at)})
    on conflict do nothing`.execute(transaction);
  await insertAction(transaction, { action: 'pause', subject: scope, author, reason, at });
}

/** Attempts of the scope that have no outcome yet. A submission that is sent has one at most. */
const openIn = (scope: string) => {
  const [kind, value = null] = scope.split(/:(.*)/s);
  return sql`
    exists (select 1 from gateway.submissions s
              join gateway.attempts a
                on a.submission_id = s.submission_id and a.number = s.attempts
             where s.state = 'sending' and a.ended_at is null
               and (${kind === 'all'} or (${kind === 'account'} and s.mono_account_id = ${value})
                    or (${kind === 'caller'} and s.caller = ${value})))`;
};

/** Ends a pause; for a Mono account also the stop that its lane was brought to. False: there was none. */
export async function resume(
  { database, now }: Pick<WaitPorts, 'database' | 'now'>,
  wish: PauseWish,
): Promise<boolean> {
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
