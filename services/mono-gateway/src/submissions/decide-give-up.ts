import type { Instant, TransferId } from '@riel/schemas';
import { unchanged, type Change } from './change.ts';
import { waitingStates, type Submission } from './submission.ts';

export type GiveUpDecision =
  | { readonly kind: 'given-up'; readonly change: Change }
  | { readonly kind: 'refused'; readonly code: 'not-waiting' | 'not-a-member' | 'too-early' };

const MICROSECONDS_PER_SECOND = 1_000_000;
const waiting: ReadonlySet<string> = new Set(waitingStates);

/**
 * Gives one member up, which a person asks for. Refused while it may still be a payment: it must wait
 * for a person, and proven look-ups over a long time must have found nothing of it.
 */
export function decideGiveUp(
  submission: Submission,
  transferId: TransferId,
  { at, giveUpAfterSeconds }: { readonly at: Instant; readonly giveUpAfterSeconds: number },
): GiveUpDecision {
  if (!waiting.has(submission.state)) return { kind: 'refused', code: 'not-waiting' };
  const member = submission.open.find((one) => one.transferId === transferId);
  if (member === undefined) return { kind: 'refused', code: 'not-a-member' };
  const { absentSince, absentUntil } = member;
  const proven = absentSince === null || absentUntil === null ? 0 : absentUntil - absentSince;
  if (proven < giveUpAfterSeconds * MICROSECONDS_PER_SECOND) {
    return { kind: 'refused', code: 'too-early' };
  }
  const refused = {
    transferId,
    reason: 'given-up',
    monoErrorCode: submission.refusal?.errors[0]?.errorCode ?? null,
    monoErrorPath: submission.refusal?.errors[0]?.path ?? null,
    monoLogId: submission.refusal?.monoLogId ?? null,
  };
  const isLast = submission.open.length === 1;
  return {
    kind: 'given-up',
    change: {
      ...unchanged(submission, at),
      refused: [refused],
      state: isLast ? 'done' : submission.state,
    },
  };
}
