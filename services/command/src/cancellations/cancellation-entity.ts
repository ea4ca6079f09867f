import { defineEntity, p } from '@riel/database';

/** The wish to cancel a transfer. One per transfer: its primary key makes the wish idempotent. */
export const StoredCancellation = defineEntity({
  name: 'StoredCancellation',
  tableName: 'transfer_cancellations',
  schema: 'command',
  properties: {
    transferId: p.uuid().primary().fieldName('transfer_id'),
    caller: p.text(),
    reason: p.text().nullable(),
    /** Microseconds since the epoch, UTC. */
    requestedAt: p.bigint().fieldName('requested_at'),
  },
});
