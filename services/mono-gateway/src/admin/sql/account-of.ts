import { sql, type Executor } from '@riel/database';
import type { MonoAccountId, SubmissionId } from '@riel/schemas';

/** The Mono account of a submission; null if there is no such submission. */
export async function accountOf(
  executor: Executor,
  submissionId: SubmissionId,
): Promise<MonoAccountId | null> {
  const { rows } = await sql<{ mono_account_id: MonoAccountId }>`
    select mono_account_id from gateway.submissions where submission_id = ${submissionId}
  `.execute(executor);
  return rows[0]?.mono_account_id ?? null;
}
