import type { Instant } from '@riel/schemas';
import { retryAt } from '../submissions/back-off.ts';
import { confine, unchanged, type Alarm, type Change } from '../submissions/change.ts';
import { decideDissolution } from '../submissions/decide-dissolution.ts';
import type { SubmissionLimits } from '../submissions/limits.ts';
import { matchMembers } from '../submissions/match-members.ts';
import type { Submission } from '../submissions/submission.ts';
import { outcomeTable } from './outcome-table.ts';
import type { AttemptResult } from './read-attempt.ts';

/** An attempt that has ended. */
export interface EndedAttempt {
  readonly submission: Submission;
  readonly result: AttemptResult;
  /** When it ended. */
  readonly at: Instant;
  /** From 0 to 1, spreads the back-off. */
  readonly random: number;
}

/** What follows from the end of an attempt, by the table of outcomes. */
export function decideAttempt(ended: EndedAttempt, limits: SubmissionLimits): Change {
  return confine(decideByVerdict(ended, limits));
}

function decideByVerdict(ended: EndedAttempt, limits: SubmissionLimits): Change {
  switch (outcomeTable[ended.result.code].verdict) {
    case 'done':
      return afterAnswer(ended);
    case 'never-sent':
      return afterNothing(ended, limits);
    case 'unknown':
      return afterUnknown(ended, limits);
    case 'refused':
      return afterRefusal(ended, limits);
    case 'lane-stopped':
      return { ...afterUnknown(ended, limits), stopLane: ended.result.code };
  }
}

function basis({ submission, result, at }: EndedAttempt): Change {
  return { ...unchanged(submission, at), lastOutcome: result.code, firstCleanAt: null };
}

/** Members that someone wished to cancel: an attempt that may be a payment came first. */
const tooLate = (submission: Submission): Change['cancellationsRefused'] =>
  submission.open.flatMap(({ transferId, cancelledBy }) =>
    cancelledBy === null ? [] : [{ transferId, caller: cancelledBy }],
  );

function afterAnswer(ended: EndedAttempt): Change {
  const { submission, result } = ended;
  const members = submission.open.map(({ transferId }) => transferId);
  const matched = matchMembers(members, result.created);
  const alarms: Alarm[] = [
    ...(matched.hasForeign ? (['foreign-id'] as const) : []),
    ...(matched.hasSilent ? (['no-echo'] as const) : []),
    ...(matched.missing.length > 0 ? (['member-missing'] as const) : []),
    ...(matched.duplicated.length > 0 ? (['duplicated'] as const) : []),
  ];
  const isWhole = matched.found.length === members.length;
  const isInPart = matched.found.length > 0 || matched.duplicated.length > 0;
  return {
    ...basis(ended),
    alarms,
    accepted: matched.found,
    failures: 0,
    // What Mono holds in part is never sent again: the rest is looked for.
    state: isWhole ? 'done' : isInPart ? 'partly-found' : 'looking',
    hasUnknown: submission.hasUnknown || !isWhole,
    cancellationsRefused: tooLate(submission),
    stopLane: matched.hasForeign ? 'foreign-id' : matched.hasSilent ? 'no-echo' : null,
  };
}

function afterNothing(ended: EndedAttempt, limits: SubmissionLimits): Change {
  const { submission, result, at, random } = ended;
  const isOurs = outcomeTable[result.code].keyAtFault || result.code === 'not-started';
  const failures = isOurs ? submission.failures : submission.failures + 1;
  const { retryAfterMilliseconds } = result;
  const dueAt = isOurs ? at : retryAt(at, { failures, retryAfterMilliseconds, random }, limits);
  const change = { ...basis(ended), failures, dueAt };
  if (submission.hasUnknown) {
    return { ...change, state: 'looking', cancellationsRefused: tooLate(submission) };
  }
  const cancelled = submission.open.filter(({ cancelledBy }) => cancelledBy !== null);
  return cancelled.length === 0
    ? { ...change, state: 'ready' }
    : decideDissolution(change, { cancelled: cancelled.map(({ transferId }) => transferId) });
}

function afterUnknown(ended: EndedAttempt, limits: SubmissionLimits): Change {
  const { submission, result, at, random } = ended;
  const failures = submission.failures + 1;
  const { retryAfterMilliseconds } = result;
  return {
    ...basis(ended),
    state: 'looking',
    hasUnknown: true,
    failures,
    dueAt: retryAt(at, { failures, retryAfterMilliseconds, random }, limits),
    cancellationsRefused: tooLate(submission),
    alarms: result.code === 'other-status' ? ['unexpected-status'] : [],
  };
}

function afterRefusal(ended: EndedAttempt, limits: SubmissionLimits): Change {
  const { submission, result, at } = ended;
  const refusal = result.refusal ?? { errors: [], monoLogId: null };
  const change = {
    ...basis(ended),
    refusal,
    failures: 0,
    cancellationsRefused: tooLate(submission),
  };
  if (!submission.hasUnknown) return { ...change, state: 'refusing' };
  const dueAt = retryAt(at, { failures: 1, retryAfterMilliseconds: null, random: 0 }, limits);
  return { ...change, dueAt, state: 'refused-after-unknown', alarms: ['refused-after-unknown'] };
}
