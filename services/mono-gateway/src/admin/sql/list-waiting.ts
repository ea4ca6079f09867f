import { sql, type Executor } from '@riel/database';
import { COLLECTIONS_TOPIC, TRANSFERS_TOPIC, type Instant, type TransferId } from '@riel/schemas';
import { LANE_LOCK_CLASS } from '../../lanes/lane-locks.ts';
import { mayHaveForgotten } from '../../recovery/sql.ts';
import type { WaitingFacts } from '../why-waiting.ts';

/** A transfer that is in no submission yet, and what may keep it there. */
export interface ListedWaiting extends WaitingFacts {
  readonly transferId: TransferId;
  readonly monoAccountId: string;
  readonly caller: string;
  readonly requestedAt: bigint;
}

export interface WaitingListWish {
  readonly monoAccountId: string | null;
  /** Mono accounts that the asking key may see; null for all. */
  readonly monoAccounts: readonly string[] | null;
  /** The last that was listed before; null to begin with the first. */
  readonly after: string | null;
  readonly at: Instant;
  readonly transfersMax: number;
}

/** Lists transfers that are in no submission yet, in the order in which they came. */
export async function listWaiting(
  executor: Executor,
  wish: WaitingListWish,
): Promise<readonly ListedWaiting[]> {
  const { rows } = await sql<ListedWaiting>`
    with page as (
      select * from gateway.transfers
       where state = 'waiting'
         and (${wish.monoAccountId}::text is null or mono_account_id = ${wish.monoAccountId}::text)
         and (${wish.monoAccounts}::text[] is null
              or mono_account_id = any(${wish.monoAccounts}::text[]))
         and (${wish.after}::uuid is null
              or arrival > (select arrival from gateway.transfers where transfer_id = ${wish.after}::uuid))
       order by arrival limit ${wish.transfersMax}
    ), state as (select ${mayHaveForgotten} as is_recovering),
    lanes as (${lanes})
    select t.transfer_id as "transferId", t.mono_account_id as "monoAccountId", t.caller,
           t.requested_at as "requestedAt", state.is_recovering as "isRecovering",
           t.must_look_up as "mustLookUp", t.cancelled_by is not null as "hasOpenCancellation",
           exists (select 1 from gateway.pauses p
                    where p.scope in ('all', 'account:' || t.mono_account_id,
                                      'caller:' || t.caller)) as "isPaused",
           l.stopped_reason as "stoppedReason",
           coalesce(t.log_offset < b.next_offset, false) as "isConfirmed",
           t.due_at > ${BigInt(wish.at)} as "isPutOff",
           coalesce(l.has_holder, false) as "hasHolder", l.last_failure as "lastFailure"
      from page t
     cross join state
      left join lanes l using (mono_account_id)
      left join gateway.broker_offsets b
        on b.partition = t.log_partition
       and b.topic = case t.operation when 'transfers' then ${TRANSFERS_TOPIC}
                                      else ${COLLECTIONS_TOPIC} end
     order by t.arrival`.execute(executor);
  return rows;
}

/** Lanes of the page: whether their lock is held, and how Mono failed what it was asked last. */
const lanes = sql`
  select l.mono_account_id, l.stopped_reason,
         exists (select 1 from pg_locks k
                  where k.locktype = 'advisory' and k.granted and k.objsubid = 2
                    and k.database = (select oid from pg_database where datname = current_database())
                    and k.classid::bigint = hashtext(${LANE_LOCK_CLASS})::bigint & 4294967295
                    and k.objid::bigint = hashtext(l.mono_account_id)::bigint & 4294967295
                ) as has_holder,
         (select case when s.failures > 0 then s.last_outcome end
            from gateway.submissions s
           where s.mono_account_id = l.mono_account_id and s.state not in ('done', 'dissolved')
           order by s.changed_at desc limit 1) as last_failure
    from gateway.lanes l
   where l.mono_account_id in (select mono_account_id from page)`;
