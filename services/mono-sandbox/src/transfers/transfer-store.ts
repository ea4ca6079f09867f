import type { SandboxBatch, SandboxTransfer, TransferState } from './transfer.ts';
import { transferStates } from './transfer.ts';

/**
 * The transfers, in the order of their creation, with an index for every way in which they are
 * looked up while payments run. Only filters that nobody uses on the way of a payment scan.
 */
export interface TransferStore {
  add(batch: SandboxBatch): void;
  byId(id: string): SandboxTransfer | undefined;
  /** All that carry the id as `external_id` or `entity_id`, oldest first. */
  bySenderId(senderId: string): readonly SandboxTransfer[];
  ofAccount(accountId: string): readonly SandboxTransfer[];
  batch(id: string): SandboxBatch | undefined;
  all(): readonly SandboxTransfer[];
  size(): number;
  countByState(): Readonly<Record<TransferState, number>>;
}

const nothing: readonly SandboxTransfer[] = [];

function addTo(
  index: Map<string, SandboxTransfer[]>,
  key: string,
  transfer: SandboxTransfer,
): void {
  const present = index.get(key);
  if (present === undefined) index.set(key, [transfer]);
  else present.push(transfer);
}

export function createTransferStore(): TransferStore {
  const inOrder: SandboxTransfer[] = [];
  const ids = new Map<string, SandboxTransfer>();
  const senderIds = new Map<string, SandboxTransfer[]>();
  const accounts = new Map<string, SandboxTransfer[]>();
  const batches = new Map<string, SandboxBatch>();
  return {
    add(batch) {
      batches.set(batch.id, batch);
      for (const transfer of batch.transfers) {
        inOrder.push(transfer);
        ids.set(transfer.id, transfer);
        addTo(accounts, batch.account.id, transfer);
        const { externalId, entityId } = transfer.wish;
        if (externalId !== null) addTo(senderIds, externalId, transfer);
        if (entityId !== null && entityId !== externalId) addTo(senderIds, entityId, transfer);
      }
    },
    byId: (id) => ids.get(id),
    bySenderId: (senderId) => senderIds.get(senderId) ?? nothing,
    ofAccount: (accountId) => accounts.get(accountId) ?? nothing,
    batch: (id) => batches.get(id),
    all: () => inOrder,
    size: () => inOrder.length,
    countByState() {
      const counts = Object.fromEntries(transferStates.map((state) => [state, 0])) as Record<
        TransferState,
        number
      >;
      for (const { state } of inOrder) counts[state] += 1;
      return counts;
    },
  };
}
