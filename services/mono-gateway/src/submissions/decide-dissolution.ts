import type { TransferId } from '@riel/schemas';
import type { Change, Refused, Released } from './change.ts';

/** Why members leave a submission of which nothing was sent. */
export interface Leaving {
  readonly cancelled?: readonly TransferId[];
  readonly refused?: readonly Refused[];
  /** Sets the rest apart from others: another generation, another group. */
  readonly regroup?: (transferId: TransferId) => Released;
}

/**
 * Takes members out of a submission that was never sent, by ending it: its bytes are fixed, so the
 * rest goes back to wait for another submission, which has another key.
 */
export function decideDissolution(change: Change, leaving: Leaving): Change {
  const { submission } = change;
  const cancelled = leaving.cancelled ?? [];
  const refused = leaving.refused ?? [];
  const gone = new Set<TransferId>([...cancelled, ...refused.map(({ transferId }) => transferId)]);
  const rest = submission.open.filter(({ transferId }) => !gone.has(transferId));
  const again = leaving.regroup ?? ((transferId) => sameGroup(change, transferId));
  return {
    ...change,
    state: rest.length === 0 ? 'done' : 'dissolved',
    cancelled,
    refused,
    released: rest.map(({ transferId }) => again(transferId)),
  };
}

const sameGroup = ({ submission }: Change, transferId: TransferId): Released => ({
  transferId,
  splitGeneration: submission.splitGeneration,
  splitGroup: submission.splitGroup,
});
