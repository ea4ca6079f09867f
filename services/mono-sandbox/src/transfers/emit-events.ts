import type { World } from '../core/world.ts';
import { senderIdOf, type SandboxBatch, type SandboxTransfer } from './transfer.ts';
import { batchView, transferView, type TransferViewExtras } from './transfer-view.ts';

type TransferEventType =
  | 'bank_transfer_approved'
  | 'bank_transfer_rejected'
  | 'bank_transfer_fallback_routing'
  | 'bank_transfer_change_final_state';

/** Tells what happened to a transfer, as it stands now. */
export function emitTransferEvent(
  world: World,
  transfer: SandboxTransfer,
  event: { readonly type: TransferEventType; readonly extras?: TransferViewExtras },
): void {
  world.webhooks.emit({
    type: event.type,
    data: transferView(transfer, world.settings, event.extras),
    objectId: transfer.id,
    externalId: senderIdOf(transfer.wish),
    accountId: transfer.batch.account.id,
  });
}

const userOfEvent: Readonly<Record<string, string>> = {
  batch_sent: 'approved_by_user',
  batch_canceled: 'canceled_by_user',
};

/** Tells what happened to a batch. Who did it is a made-up user: Mono documents the field, not its form. */
export function emitBatchEvent(
  world: World,
  batch: SandboxBatch,
  type: 'batch_authorization_requested' | 'batch_sent' | 'batch_canceled' | 'batch_duplicated',
): void {
  const user = userOfEvent[type];
  const view = {
    ...batchView(batch),
    ...(user === undefined ? {} : { [user]: { name: 'Sandbox' } }),
  };
  const data = Object.fromEntries(
    Object.entries(view).toSorted(([left], [right]) => (left < right ? -1 : 1)),
  );
  const [first] = batch.transfers;
  world.webhooks.emit({
    type,
    data,
    objectId: batch.id,
    // A batch of one carries its transfer's id, so that faults can be bound to it.
    externalId: batch.transfers.length === 1 && first !== undefined ? senderIdOf(first.wish) : null,
    accountId: batch.account.id,
  });
}
