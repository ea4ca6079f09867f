import type { Instant } from '@riel/schemas';
import { unchanged, type Change } from './change.ts';
import { decideDissolution } from './decide-dissolution.ts';
import type { Submission } from './submission.ts';

/**
 * What keeps a due submission from being sent: members past their `notAfter`, or cancelled ones. Null
 * if nothing does. Decided in the transaction that would record the attempt.
 */
export function decideBeforeAttempt(submission: Submission, at: Instant): Change | null {
  const expired = submission.open.filter(({ notAfter }) => notAfter !== null && notAfter < at);
  const cancelled = submission.open.filter(({ cancelledBy }) => cancelledBy !== null);
  if (expired.length === 0 && cancelled.length === 0) return null;
  const change = unchanged(submission, at);
  if (submission.hasUnknown) {
    if (expired.length === 0) return null;
    // It may have been paid, so nobody can say that it was refused.
    return {
      ...change,
      state: 'refused-after-unknown',
      firstCleanAt: null,
      lastOutcome: 'not-after',
      alarms: ['refused-after-unknown'],
    };
  }
  const cancelledIds = cancelled.map(({ transferId }) => transferId);
  return decideDissolution(change, {
    cancelled: cancelledIds,
    refused: expired
      .filter(({ transferId }) => !cancelledIds.includes(transferId))
      .map(({ transferId }) => ({
        transferId,
        reason: 'not-after',
        monoErrorCode: null,
        monoErrorPath: null,
        monoLogId: null,
      })),
  });
}
