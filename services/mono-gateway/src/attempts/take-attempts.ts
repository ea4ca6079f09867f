import type { Transaction } from '@riel/database';
import type { DatedApiKey } from '@riel/mono-client';
import type { LaneContext } from '../lanes/lane-context.ts';
import { requireLane } from '../lanes/fence.ts';
import { readPauses } from '../lanes/sql/lane-rows.ts';
import { isRecovering } from '../recovery/sql.ts';
import type { Change } from '../submissions/change.ts';
import { decideBeforeAttempt } from '../submissions/decide-before-attempt.ts';
import { lockReady } from '../submissions/sql/load-submissions.ts';
import { readSubmissions, type SendableSubmission } from '../submissions/submission-store.ts';
import { writeChanges } from '../submissions/write-changes.ts';
import { insertAttempts, type AttemptId } from './sql/attempt-rows.ts';

/** An attempt that is recorded and may be sent now, once. */
export interface RecordedAttempt extends AttemptId {
  readonly stored: SendableSubmission;
  readonly apiKey: DatedApiKey;
  /** When it was recorded, on the steady clock, in milliseconds. */
  readonly recordedAtMilliseconds: number;
}

/** Attempts that were recorded, or why none was. */
export type TakenAttempts =
  | { readonly kind: 'taken'; readonly attempts: readonly RecordedAttempt[] }
  | { readonly kind: 'idle'; readonly why: 'stopped' | 'paused' | 'recovering' | 'no-key' };

type Recorded =
  | Extract<TakenAttempts, { kind: 'idle' }>
  | {
      readonly kind: 'recorded';
      readonly attempts: readonly Omit<RecordedAttempt, 'recordedAtMilliseconds'>[];
      readonly hasChanges: boolean;
    };

/**
 * Records attempts of what is due in a lane, and reads their bodies back. Whatever can keep a
 * submission from being sent is decided in the transaction that records its attempt: another holder
 * of the lane, a stop, a pause, a recovery, a key that was revoked, a cancellation, `notAfter`.
 */
export async function takeAttempts(
  context: LaneContext,
  attemptsMax: number,
): Promise<TakenAttempts> {
  // Read before the commit: the time that an attempt may take to begin counts from here.
  const recordedAtMilliseconds = context.steadyMilliseconds();
  const recorded = await context.database.transaction((transaction) =>
    record(transaction, context, attemptsMax),
  );
  if (recorded.kind === 'idle') return recorded;
  if (recorded.hasChanges) context.onCommitted();
  if (recorded.attempts.length > 0) context.reach('attempts-recorded');
  const attempts = recorded.attempts.map((one) => ({ ...one, recordedAtMilliseconds }));
  return { kind: 'taken', attempts };
}

async function record(
  transaction: Transaction,
  context: LaneContext,
  attemptsMax: number,
): Promise<Recorded> {
  const { monoAccountId, holderId } = context;
  const { stoppedReason } = await requireLane(transaction, context);
  if (stoppedReason !== null) return { kind: 'idle', why: 'stopped' };
  if (await isRecovering(transaction)) return { kind: 'idle', why: 'recovering' };
  const pauses = await readPauses(transaction, monoAccountId);
  if (pauses.isLanePaused) return { kind: 'idle', why: 'paused' };
  const apiKey = await context.keys.choose(transaction, 'create');
  if (apiKey === null) return { kind: 'idle', why: 'no-key' };
  const at = context.now();
  const due = await lockReady(transaction, {
    monoAccountId,
    at,
    submissionsMax: attemptsMax,
    pausedCallers: pauses.callers,
  });
  const changes: Change[] = [];
  const ids: AttemptId[] = [];
  for (const submission of due) {
    const change = decideBeforeAttempt(submission, at);
    if (change !== null) changes.push(change);
    else ids.push({ submissionId: submission.submissionId, number: submission.attempts + 1 });
  }
  await writeChanges(transaction, changes, { at, encode: context.encode });
  const hasChanges = changes.length > 0;
  if (ids.length === 0) return { kind: 'recorded', attempts: [], hasChanges };
  // Committed by an earlier transaction, read back before the attempt: what cannot be opened whole
  // is not attempted.
  const stored = await readSubmissions(
    transaction,
    ids.map(({ submissionId }) => submissionId),
    context.opener,
  );
  await insertAttempts(transaction, ids, { keyId: apiKey.id, holderId, at });
  const attempts = ids.flatMap((id) => {
    const submission = stored.get(id.submissionId);
    return submission === undefined ? [] : [{ ...id, apiKey, stored: submission }];
  });
  return { kind: 'recorded', attempts, hasChanges };
}
