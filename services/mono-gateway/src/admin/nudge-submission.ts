import type { Database } from '@riel/database';
import type { Instant, SubmissionId } from '@riel/schemas';
import type { EncodeEvent } from '../events/gateway-events.ts';
import { lockLanes } from '../lanes/sql/lane-rows.ts';
import { decideNudge, type Nudge, type NudgeDecision } from '../submissions/decide-nudge.ts';
import { lockSubmissions } from '../submissions/sql/load-submissions.ts';
import { writeChanges } from '../submissions/write-changes.ts';
import { insertAction } from './sql/insert-action.ts';
import { accountOf } from './sql/account-of.ts';

export interface NudgeWish {
  readonly submissionId: SubmissionId;
  readonly nudge: Nudge;
  readonly author: string;
  readonly reason: string | null;
}

export type NudgeOutcome =
  | { readonly kind: 'done' }
  | Extract<NudgeDecision, { readonly kind: 'refused' }>
  | { readonly kind: 'unknown-submission' };

/** Makes a submission due now, as a person asked. */
export async function nudgeSubmission(
  ports: { readonly database: Database; readonly now: () => Instant; readonly encode: EncodeEvent },
  wish: NudgeWish,
): Promise<NudgeOutcome> {
  const { submissionId, nudge, author, reason } = wish;
  return await ports.database.transaction(async (transaction) => {
    const monoAccountId = await accountOf(transaction, submissionId);
    if (monoAccountId === null) return { kind: 'unknown-submission' };
    await lockLanes(transaction, [monoAccountId]);
    const [submission] = await lockSubmissions(transaction, [submissionId]);
    if (submission === undefined) return { kind: 'unknown-submission' };
    const at = ports.now();
    const decision = decideNudge(submission, nudge, at);
    if (decision.kind === 'refused') return decision;
    await writeChanges(transaction, [decision.change], { at, encode: ports.encode });
    await insertAction(transaction, { action: nudge, subject: submissionId, author, reason, at });
    return { kind: 'done' };
  });
}
