import { retryTransient } from '@riel/database';
import type { Instant } from '@riel/schemas';
import { requireLane } from '../lanes/fence.ts';
import type { LaneContext } from '../lanes/lane-context.ts';
import { stopLane } from '../lanes/sql/lane-rows.ts';
import type { Change } from '../submissions/change.ts';
import { lockSubmissions } from '../submissions/sql/load-submissions.ts';
import { writeChanges } from '../submissions/write-changes.ts';
import { decideAttempt } from './decide-attempt.ts';
import type { AttemptResult } from './read-attempt.ts';
import { closeAttempts, type AttemptId } from './sql/attempt-rows.ts';

/** An attempt and what came of it. */
export interface SettledAttempt extends AttemptId {
  readonly result: AttemptResult;
  readonly endedAt: Instant;
}

/** Writes outcomes and what they say to the log, in one transaction. One change per attempt, or null. */
export async function settleAttempts(
  context: LaneContext,
  settled: readonly SettledAttempt[],
): Promise<readonly (Change | null)[]> {
  const changes = await retryTransient(() => settleOnce(context, settled));
  for (const { result } of settled) context.counters.attempted(result.code);
  for (const change of changes.values()) context.counters.changed(change);
  context.reach('outcome-committed');
  context.onCommitted();
  return settled.map(({ submissionId }) => changes.get(submissionId) ?? null);
}

const settleOnce = async (context: LaneContext, settled: readonly SettledAttempt[]) =>
  await context.database.transaction(async (transaction) => {
    await requireLane(transaction, context);
    const ids = settled.map(({ submissionId }) => submissionId);
    const submissions = await lockSubmissions(transaction, ids);
    const open = await closeAttempts(
      transaction,
      settled.map(({ result, ...attempt }) => ({
        ...attempt,
        outcome: result.code,
        status: result.status,
        monoLogId: result.refusal?.monoLogId ?? null,
      })),
    );
    const bySubmission = new Map(settled.map((one) => [one.submissionId, one]));
    const changes = submissions.flatMap((submission) => {
      const ended = bySubmission.get(submission.submissionId);
      if (ended === undefined || !open.has(submission.submissionId)) return [];
      const { result, endedAt: at } = ended;
      const random = context.random();
      return [decideAttempt({ submission, result, at, random }, context.limits)];
    });
    const at = context.now();
    await writeChanges(transaction, changes, { at, encode: context.encode });
    const stop = changes.find((change) => change.stopLane !== null)?.stopLane ?? null;
    if (stop !== null) await stopLane(transaction, context.monoAccountId, { reason: stop, at });
    return new Map(changes.map((change) => [change.submission.submissionId, change]));
  });
