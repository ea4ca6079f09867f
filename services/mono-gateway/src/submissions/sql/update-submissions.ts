import { sql, type Transaction } from '@riel/database';
import type { Instant, SubmissionId } from '@riel/schemas';
import type { Change } from '../change.ts';

/** Writes the new states of submissions that the transaction holds locked. */
export async function updateSubmissions(
  transaction: Transaction,
  changes: readonly Change[],
  at: Instant,
): Promise<void> {
  const of = <Value>(read: (change: Change) => Value): Value[] => changes.map(read);
  await sql`
    update gateway.submissions s
       set state = n.state, due_at = n.due_at, failures = n.failures,
           has_unknown = n.has_unknown, first_clean_at = n.first_clean_at,
           last_outcome = n.last_outcome, refusal = n.refusal, changed_at = ${BigInt(at)},
           unknown_since = case when n.has_unknown then coalesce(s.unknown_since, ${BigInt(at)}) end
      from unnest(
             ${of(({ submission }) => submission.submissionId)}::uuid[],
             ${of(({ state }) => state)}::text[],
             ${of(({ dueAt }) => BigInt(dueAt))}::bigint[],
             ${of(({ failures }) => failures)}::integer[],
             ${of(({ hasUnknown }) => hasUnknown)}::boolean[],
             ${of(({ firstCleanAt }) => (firstCleanAt === null ? null : BigInt(firstCleanAt)))}::bigint[],
             ${of(({ lastOutcome }) => lastOutcome)}::text[],
             ${of(({ refusal }) => (refusal === null ? null : JSON.stringify(refusal)))}::jsonb[]
           ) as n (submission_id, state, due_at, failures, has_unknown, first_clean_at,
                   last_outcome, refusal)
     where s.submission_id = n.submission_id`.execute(transaction);
}

/** No look-up that begins earlier proves anything: a request of theirs may be on its way until then. */
export async function holdLookUps(
  transaction: Transaction,
  submissionIds: readonly SubmissionId[],
  until: Instant,
): Promise<void> {
  await sql`
    update gateway.submissions set look_ups_from = greatest(look_ups_from, ${BigInt(until)})
     where submission_id = any(${[...submissionIds]}::uuid[])`.execute(transaction);
}
