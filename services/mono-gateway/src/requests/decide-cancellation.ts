import type { Caller, Instant, TransferId } from '@riel/schemas';
import { unchanged, type Change } from '../submissions/change.ts';
import { decideDissolution } from '../submissions/decide-dissolution.ts';
import type { Submission } from '../submissions/submission.ts';

/** A transfer that someone wishes to cancel. */
export interface CancellableTransfer {
  readonly transferId: TransferId;
  readonly state: string;
  readonly caller: Caller;
  readonly mustLookUp: boolean;
  readonly submission: Submission | null;
}

export type CancellationDecision =
  /** Nothing was sent: the wish wins. With the change of its submission, if it is in one. */
  | { readonly kind: 'cancelled'; readonly change: Change | null }
  /** An attempt is under way: its outcome decides. */
  | { readonly kind: 'noted' }
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'known' };

/** Decides on a wish to cancel, while no attempt of the Mono account can be recorded. */
export function decideCancellation(
  transfer: CancellableTransfer,
  wish: { readonly caller: Caller; readonly at: Instant },
): CancellationDecision {
  const { submission, state } = transfer;
  if (transfer.caller !== wish.caller) return { kind: 'refused', reason: 'not-the-caller' };
  if (state === 'cancelled') return { kind: 'known' };
  if (state === 'accepted') return { kind: 'refused', reason: 'already-accepted' };
  if (state === 'refused') return { kind: 'refused', reason: 'already-refused' };
  if (submission === null) {
    return transfer.mustLookUp
      ? { kind: 'refused', reason: 'too-late' }
      : { kind: 'cancelled', change: null };
  }
  if (submission.hasUnknown) return { kind: 'refused', reason: 'too-late' };
  if (submission.state === 'sending') return { kind: 'noted' };
  if (submission.state !== 'ready') return { kind: 'refused', reason: 'too-late' };
  const change = unchanged(submission, wish.at);
  const cancelled = [transfer.transferId];
  return { kind: 'cancelled', change: decideDissolution(change, { cancelled }) };
}
