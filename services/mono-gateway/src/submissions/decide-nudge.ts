import type { Instant } from '@riel/schemas';
import { unchanged, type Change } from './change.ts';
import type { Submission } from './submission.ts';

export type Nudge = 'retry' | 'look-up';

export type NudgeDecision =
  | { readonly kind: 'done'; readonly change: Change }
  | { readonly kind: 'refused'; readonly code: 'sending' | 'nothing-to-look-up' | 'partly-found' };

/**
 * What a person may ask for: a look-up now, or another attempt. An attempt comes never sooner than the
 * look-ups that must precede it, so no wish of anybody's can pay twice.
 */
export function decideNudge(submission: Submission, nudge: Nudge, at: Instant): NudgeDecision {
  const change = unchanged(submission, at);
  switch (submission.state) {
    case 'ready':
      return nudge === 'retry'
        ? { kind: 'done', change }
        : { kind: 'refused', code: 'nothing-to-look-up' };
    case 'looking':
    case 'refusing':
      return { kind: 'done', change };
    case 'refused-after-unknown':
      // Sent again as it is, after two look-ups that find none of it.
      return nudge === 'look-up'
        ? { kind: 'done', change }
        : { kind: 'done', change: { ...change, state: 'looking', firstCleanAt: null } };
    case 'partly-found':
      return nudge === 'look-up'
        ? { kind: 'done', change }
        : { kind: 'refused', code: 'partly-found' };
    default:
      return { kind: 'refused', code: 'sending' };
  }
}
