import { sql, type Executor } from '@riel/database';

/** An open submission as an operator sees it. */
export interface ListedSubmission {
  readonly submissionId: string;
  readonly monoAccountId: string;
  readonly caller: string;
  readonly state: string;
  readonly createdAt: bigint;
  readonly dueAt: bigint;
  readonly attempts: number;
  readonly hasUnknown: boolean;
  readonly lastOutcome: string | null;
  readonly monoErrorCodes: readonly string[];
  /** Members that are not final. */
  readonly open: readonly {
    transferId: string;
    absentSince: number | null;
    absentUntil: number | null;
  }[];
}

export interface ListWish {
  readonly state: string | null;
  readonly monoAccountId: string | null;
  /** Mono accounts that the asking key may see; null for all. */
  readonly monoAccounts: readonly string[] | null;
  /** The last that was listed before; null to begin with the oldest. */
  readonly after: string | null;
  readonly submissionsMax: number;
}

/** Lists open submissions, oldest first. */
export async function listSubmissions(
  executor: Executor,
  wish: ListWish,
): Promise<readonly ListedSubmission[]> {
  const { rows } = await sql<ListedSubmission>`
    select s.submission_id as "submissionId", s.mono_account_id as "monoAccountId", s.caller,
           s.state, s.created_at as "createdAt", s.due_at as "dueAt", s.attempts,
           s.has_unknown as "hasUnknown", s.last_outcome as "lastOutcome",
           coalesce((select jsonb_agg(e->>'errorCode') from jsonb_array_elements(s.refusal->'errors') e
                      where e->>'errorCode' is not null), '[]') as "monoErrorCodes",
           coalesce((select jsonb_agg(jsonb_build_object('transferId', t.transfer_id,
                              'absentSince', t.absent_since, 'absentUntil', t.absent_until)
                              order by t.transfer_id)
                       from gateway.transfers t
                      where t.submission_id = s.submission_id and t.state = 'submitted'), '[]') as open
      from gateway.submissions s
     where s.state not in ('done', 'dissolved')
       and (${wish.state}::text is null or s.state = ${wish.state}::text)
       and (${wish.monoAccountId}::text is null or s.mono_account_id = ${wish.monoAccountId}::text)
       and (${wish.monoAccounts}::text[] is null
            or s.mono_account_id = any(${wish.monoAccounts}::text[]))
       and (${wish.after}::uuid is null
            or (s.created_at, s.submission_id) > (select created_at, submission_id
                 from gateway.submissions where submission_id = ${wish.after}::uuid))
     order by s.created_at, s.submission_id limit ${wish.submissionsMax}`.execute(executor);
  return rows;
}

/** How many transfers wait for a submission, and since when the oldest of them does. */
export async function countWaiting(
  executor: Executor,
  { monoAccountId, monoAccounts }: Pick<ListWish, 'monoAccountId' | 'monoAccounts'>,
): Promise<{ readonly count: number; readonly oldestRequestedAt: bigint | null }> {
  const { rows } = await sql<{ count: number; oldestRequestedAt: bigint | null }>`
    select count(*)::integer as count, min(requested_at) as "oldestRequestedAt"
      from gateway.transfers
     where state = 'waiting'
       and (${monoAccountId}::text is null or mono_account_id = ${monoAccountId}::text)
       and (${monoAccounts}::text[] is null or mono_account_id = any(${monoAccounts}::text[]))`.execute(
    executor,
  );
  return rows[0] ?? { count: 0, oldestRequestedAt: null };
}
