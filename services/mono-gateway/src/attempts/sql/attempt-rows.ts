import { sql, type Transaction } from '@riel/database';
import type { Instant, MonoAccountId, SubmissionId } from '@riel/schemas';

/** An attempt, by its submission and its number from 1. */
export interface AttemptId {
  readonly submissionId: SubmissionId;
  readonly number: number;
}

/** Records that submissions are being sent. Committed before a byte of them leaves. */
export async function insertAttempts(
  transaction: Transaction,
  attempts: readonly AttemptId[],
  made: { readonly keyId: string; readonly holderId: string; readonly at: Instant },
): Promise<void> {
  await sql`
    with made as (
      insert into gateway.attempts (submission_id, number, key_id, holder_id, started_at)
      select submission_id, number, ${made.keyId}, ${made.holderId}::uuid, ${BigInt(made.at)}
        from unnest(${attempts.map(({ submissionId }) => submissionId)}::uuid[],
                    ${attempts.map(({ number }) => number)}::integer[])
               as n (submission_id, number)
      returning submission_id, number
    )
    update gateway.submissions s
       set state = 'sending', attempts = made.number, first_clean_at = null,
           changed_at = ${BigInt(made.at)}
      from made where s.submission_id = made.submission_id`.execute(transaction);
}

/** How an attempt ended. */
export interface AttemptEnd extends AttemptId {
  readonly endedAt: Instant;
  readonly outcome: string;
  readonly status: number | null;
  readonly monoLogId: string | null;
}

/** Closes attempts and says which of them were open: what a take-over closed stays as it is. */
export async function closeAttempts(
  transaction: Transaction,
  ends: readonly AttemptEnd[],
): Promise<ReadonlySet<SubmissionId>> {
  const of = <Value>(read: (end: AttemptEnd) => Value): Value[] => ends.map(read);
  const { rows } = await sql<{ submission_id: SubmissionId }>`
    update gateway.attempts a
       set ended_at = n.ended_at, outcome = n.outcome, http_status = n.status,
           mono_log_id = n.mono_log_id
      from unnest(
             ${of(({ submissionId }) => submissionId)}::uuid[], ${of(({ number }) => number)}::integer[],
             ${of(({ endedAt }) => BigInt(endedAt))}::bigint[], ${of(({ outcome }) => outcome)}::text[],
             ${of(({ status }) => status)}::integer[], ${of(({ monoLogId }) => monoLogId)}::text[]
           ) as n (submission_id, number, ended_at, outcome, status, mono_log_id)
     where a.submission_id = n.submission_id and a.number = n.number and a.ended_at is null
    returning a.submission_id`.execute(transaction);
  return new Set(rows.map((row) => row.submission_id));
}

/** Attempts of a lane whose outcome nobody has recorded. */
export async function openAttempts(
  transaction: Transaction,
  monoAccountId: MonoAccountId,
): Promise<readonly AttemptId[]> {
  const { rows } = await sql<{ submission_id: SubmissionId; number: number }>`
    select a.submission_id, a.number
      from gateway.submissions s
      join gateway.attempts a on a.submission_id = s.submission_id and a.number = s.attempts
     where s.mono_account_id = ${monoAccountId} and s.state = 'sending' and a.ended_at is null
  `.execute(transaction);
  return rows.map((row) => ({ submissionId: row.submission_id, number: row.number }));
}
