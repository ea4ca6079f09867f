import type { Transaction } from '@riel/database';
import type { Instant } from '@riel/schemas';
import type { LaneContext } from '../lanes/lane-context.ts';
import { lockWaiting } from '../submissions/sql/waiting-transfers.ts';
import type { FirstAttempt } from '../submissions/submission-store.ts';
import {
  refuseOrders,
  storeOrders,
  type StoredOrders,
  type WaitingOrders,
} from '../submissions/waiting-orders.ts';

export interface FreshWish {
  readonly context: LaneContext;
  readonly at: Instant;
  readonly attempt: FirstAttempt;
  readonly submissionsMax: number;
  readonly pausedCallers: readonly string[];
}

/**
 * Makes submissions of transfers that were read before, each with its first attempt. Decided anew on
 * the locked rows: what was cancelled, paused, or is to be looked up meanwhile stays behind, and what
 * is past its `notAfter` is refused, for it was never sent.
 */
export async function takeFresh(
  transaction: Transaction,
  orders: WaitingOrders,
  { context, at, attempt, submissionsMax, pausedCallers }: FreshWish,
): Promise<StoredOrders> {
  const candidates = orders.waiting.filter(({ caller }) => !pausedCallers.includes(caller));
  if (candidates.length === 0 || submissionsMax <= 0) return { stored: [], hasEvents: false };
  const locked = await lockWaiting(
    transaction,
    candidates.map(({ transferId }) => transferId),
  );
  const present = candidates.filter(
    ({ transferId }) => locked.get(transferId)?.isHeldBack === false,
  );
  const isExpired = (notAfter: Instant | null): boolean => notAfter !== null && notAfter < at;
  const expired = present.filter(({ transferId }) =>
    isExpired(locked.get(transferId)?.notAfter ?? null),
  );
  await refuseOrders(transaction, expired, { reason: 'not-after', at, context });
  const waiting = present.filter((one) => !expired.includes(one));
  const wish = { context, at, attempt, submissionsMax, still: locked };
  const { stored, hasEvents } = await storeOrders(transaction, { ...orders, waiting }, wish);
  return { stored, hasEvents: hasEvents || expired.length > 0 };
}
