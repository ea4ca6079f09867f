import { sql, type Executor, type Transaction } from '@riel/database';
import {
  COLLECTIONS_TOPIC,
  TRANSFERS_TOPIC,
  type Instant,
  type MonoAccountId,
  type TransferId,
} from '@riel/schemas';
import type { WaitingTransfer } from '../plan-submissions.ts';

/** A transfer that waits, with its request as the log holds it. */
export interface WaitingRequest extends WaitingTransfer {
  readonly traceparent: string | null;
  readonly payload: Buffer;
}

/**
 * Which of the waiting: `fresh` may be sent as they are; `held-back` must be looked up first, or
 * their cancellation be decided; `all` are both.
 */
export type WaitingKind = 'fresh' | 'held-back' | 'all';

/** Which transfers of a lane are wanted. */
export interface WaitingWish {
  readonly monoAccountId: MonoAccountId;
  readonly kind: WaitingKind;
  readonly at: Instant;
  readonly transfersMax: number;
}

interface Row {
  readonly transfer_id: TransferId;
  readonly operation: WaitingTransfer['operation'];
  readonly caller: WaitingTransfer['caller'];
  readonly split_generation: number;
  readonly split_group: string;
  readonly must_look_up: boolean;
  readonly traceparent: string | null;
  readonly payload: Buffer;
}

/** The condition of an index, so that what is held back is found among any number of waiting ones. */
const isHeldBack = sql`(t.must_look_up or t.cancelled_by is not null)`;

// A paused caller's transfers wait where they are, and stand in nobody's way.
const conditions = {
  fresh: sql`
    and not ${isHeldBack}
    and not exists (select 1 from gateway.pauses p where p.scope = 'caller:' || t.caller)`,
  'held-back': sql`and ${isHeldBack}`,
  all: sql``,
} as const;

/**
 * Reads the oldest transfers of a lane that wait, without locks. Only those whose offset the broker
 * has: so a broker's offset above the database's says that the database has forgotten, and one at or
 * below it says that nothing it has forgotten was ever sent.
 */
export async function readWaiting(
  executor: Executor,
  wish: WaitingWish,
): Promise<readonly WaitingRequest[]> {
  const { rows } = await sql<Row>`
    select t.transfer_id, t.operation, t.caller, t.split_generation, t.split_group, t.must_look_up,
           t.traceparent, r.payload
      from gateway.transfers t
      join gateway.requests r using (transfer_id)
      join gateway.broker_offsets b
        on b.partition = t.log_partition
       and b.topic = case t.operation when 'transfers' then ${TRANSFERS_TOPIC}
                                      else ${COLLECTIONS_TOPIC} end
     where t.mono_account_id = ${wish.monoAccountId} and t.state = 'waiting'
       and t.log_offset < b.next_offset and t.due_at <= ${BigInt(wish.at)}
       ${conditions[wish.kind]}
     order by t.arrival limit ${wish.transfersMax}`.execute(executor);
  return rows.map((row) => ({
    transferId: row.transfer_id,
    operation: row.operation,
    caller: row.caller,
    splitGeneration: row.split_generation,
    splitGroup: row.split_group,
    mustLookUp: row.must_look_up,
    traceparent: row.traceparent,
    payload: row.payload,
  }));
}

/** A waiting transfer as its lock found it. */
export interface LockedTransfer {
  readonly notAfter: Instant | null;
  readonly isHeldBack: boolean;
}

/** Locks transfers and says which of them wait still, and how. */
export async function lockWaiting(
  transaction: Transaction,
  transferIds: readonly TransferId[],
): Promise<ReadonlyMap<TransferId, LockedTransfer>> {
  const { rows } = await sql<{
    transfer_id: TransferId;
    not_after: bigint | null;
    is_held_back: boolean;
  }>`
    select t.transfer_id, t.not_after, ${isHeldBack} as is_held_back
      from gateway.transfers t
     where t.transfer_id = any(${[...transferIds]}::uuid[]) and t.state = 'waiting'
     order by t.transfer_id for update`.execute(transaction);
  return new Map(
    rows.map((row) => [
      row.transfer_id,
      {
        notAfter: row.not_after === null ? null : (Number(row.not_after) as Instant),
        isHeldBack: row.is_held_back,
      },
    ]),
  );
}

/** Lets transfers wait until a later time, because they cannot be read at present. */
export async function putOffWaiting(
  transaction: Transaction,
  transferIds: readonly TransferId[],
  until: Instant,
): Promise<void> {
  await sql`
    update gateway.transfers set due_at = ${BigInt(until)}
     where transfer_id = any(${[...transferIds]}::uuid[])`.execute(transaction);
}

/** Refuses transfers that never were part of a submission. */
export async function refuseWaiting(
  transaction: Transaction,
  transferIds: readonly TransferId[],
  { reason, at }: { readonly reason: string; readonly at: Instant },
): Promise<void> {
  await sql`
    update gateway.transfers set state = 'refused', reason = ${reason}, finished_at = ${BigInt(at)}
     where transfer_id = any(${[...transferIds]}::uuid[])`.execute(transaction);
  await sql`
    delete from gateway.requests where transfer_id = any(${[...transferIds]}::uuid[])
  `.execute(transaction);
}
