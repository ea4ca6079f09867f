import { sql, type Executor, type RawBuilder, type Transaction } from '@riel/database';
import type { Instant, MonoAccountId, SubmissionId } from '@riel/schemas';
import type { Member, Refusal, Submission, SubmissionState } from '../submission.ts';

interface SubmissionRow {
  readonly submission_id: Submission['submissionId'];
  readonly operation: Submission['operation'];
  readonly mono_account_id: Submission['monoAccountId'];
  readonly caller: Submission['caller'];
  readonly split_generation: number;
  readonly split_group: string;
  readonly members: Submission['members'];
  readonly state: SubmissionState;
  readonly attempts: number;
  readonly failures: number;
  readonly has_unknown: boolean;
  readonly first_clean_at: bigint | null;
  readonly look_ups_from: bigint;
  readonly unknown_since: bigint | null;
  readonly last_outcome: string | null;
  readonly refusal: Refusal | null;
  readonly open: readonly Member[] | null;
}

/** `open` in the order of the body. Instants in the JSON are below 2^53, so a number holds them. */
const columns = sql`
  s.submission_id, s.operation, s.mono_account_id, s.caller, s.split_generation, s.split_group, s.members,
  s.state, s.attempts, s.failures, s.has_unknown, s.first_clean_at, s.look_ups_from, s.unknown_since,
  s.last_outcome, s.refusal,
  (select jsonb_agg(jsonb_build_object('transferId', t.transfer_id, 'notAfter', t.not_after,
            'cancelledBy', t.cancelled_by, 'absentSince', t.absent_since,
            'absentUntil', t.absent_until)
            order by array_position(s.members, t.transfer_id))
     from gateway.transfers t
    where t.submission_id = s.submission_id and t.state = 'submitted') as open`;

const instantOf = (value: bigint | null): Instant | null =>
  value === null ? null : (Number(value) as Instant);

const submissionOf = (row: SubmissionRow): Submission => ({
  submissionId: row.submission_id,
  operation: row.operation,
  monoAccountId: row.mono_account_id,
  caller: row.caller,
  splitGeneration: row.split_generation,
  splitGroup: row.split_group,
  members: row.members,
  open: row.open ?? [],
  state: row.state,
  attempts: row.attempts,
  failures: row.failures,
  hasUnknown: row.has_unknown,
  firstCleanAt: instantOf(row.first_clean_at),
  lookUpsFrom: Number(row.look_ups_from) as Instant,
  unknownSince: instantOf(row.unknown_since),
  lastOutcome: row.last_outcome,
  refusal: row.refusal,
});

async function load(
  executor: Executor,
  condition: RawBuilder<unknown>,
): Promise<readonly Submission[]> {
  const { rows } = await sql<SubmissionRow>`
    select ${columns} from gateway.submissions s ${condition}`.execute(executor);
  return rows.map(submissionOf);
}

/** Submissions by their ids, locked until the transaction ends. In the order of their ids. */
export async function lockSubmissions(
  transaction: Transaction,
  submissionIds: readonly SubmissionId[],
): Promise<readonly Submission[]> {
  return await load(
    transaction,
    sql`where s.submission_id = any(${[...submissionIds]}::uuid[])
        order by s.submission_id for update of s`,
  );
}

/** Submissions of a lane that are due in one of some states, oldest first. */
export interface DueWish {
  readonly monoAccountId: MonoAccountId;
  readonly states: readonly SubmissionState[];
  readonly at: Instant;
  readonly submissionsMax: number;
}

/** Reads what is due, without locks. */
export async function readDue(executor: Executor, wish: DueWish): Promise<readonly Submission[]> {
  return await load(
    executor,
    sql`where s.mono_account_id = ${wish.monoAccountId} and s.state = any(${[...wish.states]}::text[])
          and s.due_at <= ${BigInt(wish.at)}
        order by s.due_at, s.submission_id limit ${wish.submissionsMax}`,
  );
}

/** Locks what is due to be sent, but for paused callers. */
export async function lockReady(
  transaction: Transaction,
  wish: Omit<DueWish, 'states'> & { readonly pausedCallers: readonly string[] },
): Promise<readonly Submission[]> {
  return await load(
    transaction,
    sql`where s.mono_account_id = ${wish.monoAccountId} and s.state = 'ready'
          and s.due_at <= ${BigInt(wish.at)}
          and not s.caller = any(${[...wish.pausedCallers]}::text[])
        order by s.due_at, s.submission_id limit ${wish.submissionsMax} for update of s`,
  );
}

/** What a lane has to do next. */
export interface LaneWork {
  /** When the next submission is due to be sent; null if none is. */
  readonly readyAt: Instant | null;
  /** When the next look-up is due; null if none is. */
  readonly lookUpAt: Instant | null;
  /** Transfers wait that must be looked up first, or whose cancellation is to be decided. */
  readonly hasHeldBack: boolean;
}

/** Asks what a lane has to do next: one step into an index for each state, however much waits. */
export async function readLaneWork(
  executor: Executor,
  monoAccountId: MonoAccountId,
  lookUpStates: readonly SubmissionState[],
): Promise<LaneWork> {
  const { rows } = await sql<{
    ready_at: bigint | null;
    look_up_at: bigint | null;
    has_held_back: boolean;
  }>`
    select (select s.due_at from gateway.submissions s
             where s.mono_account_id = ${monoAccountId} and s.state = 'ready'
             order by s.due_at limit 1) as ready_at,
           (select min(next.due_at)
              from unnest(${[...lookUpStates]}::text[]) as wanted (state)
             cross join lateral (
               select s.due_at from gateway.submissions s
                where s.mono_account_id = ${monoAccountId} and s.state = wanted.state
                  and s.state not in ('done', 'dissolved')
                order by s.due_at limit 1
             ) as next) as look_up_at,
           exists (select 1 from gateway.transfers t
                    where t.mono_account_id = ${monoAccountId} and t.state = 'waiting'
                      and (t.must_look_up or t.cancelled_by is not null)) as has_held_back
  `.execute(executor);
  const row = rows[0];
  return {
    readyAt: instantOf(row?.ready_at ?? null),
    lookUpAt: instantOf(row?.look_up_at ?? null),
    hasHeldBack: row?.has_held_back ?? false,
  };
}
