import { sql, type Executor, type Transaction } from '@riel/database';
import type { Instant, MonoAccountId } from '@riel/schemas';
import { mayHaveForgotten } from '../../recovery/sql.ts';
import type { LaneHolder } from '../fence.ts';

/** Makes rows of lanes that were never seen. */
export async function insertLanes(
  transaction: Transaction,
  monoAccountIds: readonly MonoAccountId[],
): Promise<void> {
  await sql`
    insert into gateway.lanes (mono_account_id)
    select id from unnest(${[...monoAccountIds].toSorted()}::text[]) as n (id)
    on conflict do nothing`.execute(transaction);
}

export async function readLanes(executor: Executor): Promise<readonly MonoAccountId[]> {
  const { rows } = await sql<{ mono_account_id: MonoAccountId }>`
    select mono_account_id from gateway.lanes order by mono_account_id`.execute(executor);
  return rows.map((row) => row.mono_account_id);
}

/** Locks lanes alone: nothing is sent, settled or taken over in them until the transaction ends. */
export async function lockLanes(
  transaction: Transaction,
  monoAccountIds: readonly MonoAccountId[],
): Promise<void> {
  await sql`
    select 1 from gateway.lanes where mono_account_id = any(${[...monoAccountIds]}::text[])
     order by mono_account_id for update`.execute(transaction);
}

/** Writes who works in the lane from now on; what the one before still wants to write is void. */
export async function writeHolder(
  transaction: Transaction,
  { monoAccountId, holderId }: LaneHolder,
  at: Instant,
): Promise<void> {
  await sql`
    update gateway.lanes set holder_id = ${holderId}::uuid, held_since = ${BigInt(at)}
     where mono_account_id = ${monoAccountId}`.execute(transaction);
}

/** Stops a lane until a person resumes it. The first reason stays. */
export async function stopLane(
  transaction: Transaction,
  monoAccountId: MonoAccountId,
  stop: { readonly reason: string; readonly at: Instant },
): Promise<void> {
  await sql`
    update gateway.lanes set stopped_reason = ${stop.reason}, stopped_at = ${BigInt(stop.at)}
     where mono_account_id = ${monoAccountId} and stopped_reason is null`.execute(transaction);
}

/** Ends a stop that was made for one reason. */
export async function endStop(
  transaction: Transaction,
  monoAccountId: MonoAccountId,
  reason: string,
): Promise<void> {
  await sql`
    update gateway.lanes set stopped_reason = null, stopped_at = null
     where mono_account_id = ${monoAccountId} and stopped_reason = ${reason}`.execute(transaction);
}

/** What keeps a lane's attempts from being recorded, beside the lane's own row. */
export interface Gate {
  readonly isRecovering: boolean;
  readonly isLanePaused: boolean;
  readonly pausedCallers: readonly string[];
}

const CALLER = 'caller:';

/**
 * Reads pauses and recoveries. A statement of its own after the lane's row is locked: whoever pauses
 * locks that row too, and what he has committed meanwhile is seen only by a later snapshot.
 */
export async function readGate(executor: Executor, monoAccountId: MonoAccountId): Promise<Gate> {
  const { rows } = await sql<{ is_recovering: boolean; scopes: readonly string[] }>`
    select ${mayHaveForgotten} as is_recovering,
           array(select scope from gateway.pauses) as scopes`.execute(executor);
  const { is_recovering: isRecovering = true, scopes = [] } = rows[0] ?? {};
  return {
    isRecovering,
    isLanePaused: scopes.includes('all') || scopes.includes(`account:${monoAccountId}`),
    pausedCallers: scopes.flatMap((scope) =>
      scope.startsWith(CALLER) ? [scope.slice(CALLER.length)] : [],
    ),
  };
}
