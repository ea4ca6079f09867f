import { requireLane } from '../lanes/fence.ts';
import type { LaneContext } from '../lanes/lane-context.ts';
import { lockWaiting, type WaitingKind } from './sql/waiting-transfers.ts';
import { readOrders, storeOrders } from './waiting-orders.ts';

/**
 * Makes submissions of transfers that wait in a lane and commits them, without an attempt: of those
 * that must be looked up first, and of all others only when nothing is to be sent at once. Returns
 * how many transfers were looked at, so that the caller goes on while there are more.
 */
export async function makeSubmissions(
  context: LaneContext,
  kind: Exclude<WaitingKind, 'fresh'> = 'all',
): Promise<number> {
  const { database, settings, now } = context;
  const submissionsMax = settings.planTransfersMax;
  const orders = await readOrders(context, { kind, submissionsMax });
  const ids = orders.waiting.map(({ transferId }) => transferId);
  if (ids.length === 0) return 0;
  const { hasEvents } = await database.transaction(async (transaction) => {
    await requireLane(transaction, context);
    const still = await lockWaiting(transaction, ids);
    const wish = { context, at: now(), still, submissionsMax, attempt: null };
    return await storeOrders(transaction, orders, wish);
  });
  context.reach('submissions-stored');
  if (hasEvents) context.onCommitted();
  return ids.length;
}
