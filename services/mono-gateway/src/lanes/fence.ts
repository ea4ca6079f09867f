import { sql, type Transaction } from '@riel/database';
import type { MonoAccountId } from '@riel/schemas';
import { LaneLostError } from '../errors.ts';

/** The one who may work in a lane: drawn anew at each take-over. */
export interface LaneHolder {
  readonly monoAccountId: MonoAccountId;
  readonly holderId: string;
}

export interface LaneState {
  readonly stoppedReason: string | null;
}

/**
 * Makes sure, until the transaction ends, that nobody takes the lane over and that no cancellation
 * is decided in it. Throws `LaneLostError` if another instance has it.
 *
 * Shared by the lane's own transactions; a take-over and a cancellation lock the row alone.
 */
export async function requireLane(
  transaction: Transaction,
  { monoAccountId, holderId }: LaneHolder,
): Promise<LaneState> {
  const { rows } = await sql<{ holder_id: string | null; stopped_reason: string | null }>`
    select holder_id, stopped_reason from gateway.lanes
     where mono_account_id = ${monoAccountId} for share`.execute(transaction);
  const row = rows[0];
  if (row?.holder_id !== holderId) throw new LaneLostError(monoAccountId);
  return { stoppedReason: row.stopped_reason };
}
