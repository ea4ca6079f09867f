import type { Transaction } from '@riel/database';
import type { DatedApiKey } from '@riel/mono-client';
import type { Instant } from '@riel/schemas';
import type { LaneContext } from '../lanes/lane-context.ts';
import { requireLane } from '../lanes/fence.ts';
import { endStop, readGate, stopLane, type Gate } from '../lanes/sql/lane-rows.ts';
import type { Change } from '../submissions/change.ts';
import { earliestNotAfter } from '../submissions/submission.ts';
import { decideBeforeAttempt } from '../submissions/decide-before-attempt.ts';
import { lockReady } from '../submissions/sql/load-submissions.ts';
import { readOrders, type WaitingOrders } from '../submissions/waiting-orders.ts';
import { readSubmissions, type SendableSubmission } from '../submissions/submission-store.ts';
import { writeChanges } from '../submissions/write-changes.ts';
import { insertAttempts, type AttemptId } from './sql/attempt-rows.ts';
import { takeFresh } from './take-fresh.ts';

/** An attempt that is recorded and may be sent now, once. */
export interface RecordedAttempt extends AttemptId {
  readonly stored: SendableSubmission;
  readonly apiKey: DatedApiKey;
  /** Not begun later: the earliest `notAfter` of its members. Null if none has one. */
  readonly notAfter: Instant | null;
  /** When it was recorded, on the steady clock, in milliseconds. */
  readonly recordedAtMilliseconds: number;
}

/** The stop of a lane for which there is no key at present; it ends by itself when there is one. */
const NO_KEY = 'no-key';

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
 * Records attempts in a lane and reads their bodies back: of submissions that are due again, then of
 * transfers that wait, as far as there is room. A waiting transfer's submission, with its key and its
 * bytes, is committed together with its first attempt, before any byte leaves. Whatever can keep one
 * from being sent is decided in this transaction: another holder of the lane, a stop, a pause, a
 * recovery, a key that was revoked, a cancellation, `notAfter`.
 */
export async function takeAttempts(
  context: LaneContext,
  attemptsMax: number,
  orders?: WaitingOrders,
): Promise<TakenAttempts> {
  const fresh =
    orders ?? (await readOrders(context, { kind: 'fresh', submissionsMax: attemptsMax }));
  // Read before the commit: the time that an attempt may take to begin counts from here.
  const recordedAtMilliseconds = context.steadyMilliseconds();
  const recorded = await context.database.transaction((transaction) =>
    record(transaction, context, { attemptsMax, fresh }),
  );
  if (recorded.kind === 'idle') return recorded;
  if (recorded.hasChanges) context.onCommitted();
  if (recorded.attempts.length > 0) context.reach('attempts-recorded');
  const attempts = recorded.attempts.map((one) => ({ ...one, recordedAtMilliseconds }));
  return { kind: 'taken', attempts };
}

interface Wish {
  readonly attemptsMax: number;
  readonly fresh: WaitingOrders;
}

async function record(
  transaction: Transaction,
  context: LaneContext,
  { attemptsMax, fresh }: Wish,
): Promise<Recorded> {
  const { monoAccountId, holderId } = context;
  const { stoppedReason } = await requireLane(transaction, context);
  if (stoppedReason !== null && stoppedReason !== NO_KEY) return { kind: 'idle', why: 'stopped' };
  const gate = await readGate(transaction, monoAccountId);
  if (gate.isRecovering) return { kind: 'idle', why: 'recovering' };
  if (gate.isLanePaused) return { kind: 'idle', why: 'paused' };
  const apiKey = await context.keys.choose(transaction, 'create');
  const at = context.now();
  if (apiKey === null) {
    await stopLane(transaction, monoAccountId, { reason: NO_KEY, at });
    return { kind: 'idle', why: 'no-key' };
  }
  if (stoppedReason === NO_KEY) await endStop(transaction, monoAccountId, NO_KEY);
  const attempt = { keyId: apiKey.id, holderId };
  const again = await takeReady(transaction, context, { at, attemptsMax, gate });
  const first = await takeFresh(transaction, fresh, {
    context,
    at,
    attempt,
    pausedCallers: gate.pausedCallers,
    submissionsMax: attemptsMax - again.ids.length,
  });
  const ids = [
    ...again.ids,
    ...first.stored.map(({ submissionId, notAfter }) => ({ submissionId, notAfter, number: 1 })),
  ];
  const hasChanges = again.hasChanges || first.hasEvents;
  if (ids.length === 0) return { kind: 'recorded', attempts: [], hasChanges };
  // Read back as stored, before the attempt: what cannot be opened whole is not attempted.
  const stored = await readSubmissions(
    transaction,
    ids.map(({ submissionId }) => submissionId),
    context.opener,
  );
  if (again.ids.length > 0) await insertAttempts(transaction, again.ids, { ...attempt, at });
  const attempts = ids.flatMap((id) => {
    const submission = stored.get(id.submissionId);
    return submission === undefined ? [] : [{ ...id, apiKey, stored: submission }];
  });
  return { kind: 'recorded', attempts, hasChanges };
}

interface Ready {
  readonly at: Instant;
  readonly attemptsMax: number;
  readonly gate: Gate;
}

/** Locks submissions that are due, and decides what keeps some of them from being sent. */
async function takeReady(
  transaction: Transaction,
  { monoAccountId, encode }: LaneContext,
  { at, attemptsMax, gate }: Ready,
) {
  const due = await lockReady(transaction, {
    monoAccountId,
    at,
    submissionsMax: attemptsMax,
    pausedCallers: gate.pausedCallers,
  });
  const changes: Change[] = [];
  const ids: (AttemptId & Pick<RecordedAttempt, 'notAfter'>)[] = [];
  for (const submission of due) {
    const change = decideBeforeAttempt(submission, at);
    if (change !== null) changes.push(change);
    else {
      const { submissionId, attempts } = submission;
      ids.push({ submissionId, number: attempts + 1, notAfter: earliestNotAfter(submission) });
    }
  }
  await writeChanges(transaction, changes, { at, encode });
  return { ids, hasChanges: changes.length > 0 };
}
