import { sqlStateOf, type Database } from '@riel/database';
import { eventIdOf } from '@riel/ids';
import { appendToOutbox, type OutboxRow } from '@riel/outbox';
import {
  TRANSFERS_TOPIC,
  type Caller,
  type Instant,
  type MonoAccountId,
  type TransferCancellationRequested,
  type TransferId,
} from '@riel/schemas';
import { StoredTransfer } from '../transfers/transfer-entity.ts';
import { StoredCancellation } from './cancellation-entity.ts';

export interface CancellationWish {
  readonly transferId: TransferId;
  readonly caller: Caller;
  readonly reason: string | null;
  readonly traceparent: string | null;
  readonly mayUse: (monoAccountId: MonoAccountId) => boolean;
}

export type CancellationOutcome =
  | { readonly kind: 'asked' | 'replayed'; readonly requestedAt: Instant }
  /** Never accepted here, or another caller's: the two must look the same. */
  | { readonly kind: 'unknown-transfer' }
  | { readonly kind: 'account-not-allowed' };

export interface CancellationPorts {
  readonly database: Database;
  now(): Instant;
  encode(event: TransferCancellationRequested): Buffer;
}

const UNIQUE_VIOLATION = '23505';

/** Notes the wish to cancel and tells the gateway, which alone can know whether it is too late. */
export async function requestCancellation(
  ports: CancellationPorts,
  wish: CancellationWish,
): Promise<CancellationOutcome> {
  try {
    return await requestOnce(ports, wish);
  } catch (error) {
    // The same wish was committed between our look and our insert; now it can be seen.
    if (sqlStateOf(error) === UNIQUE_VIOLATION) return await requestOnce(ports, wish);
    throw error;
  }
}

async function requestOnce(
  ports: CancellationPorts,
  wish: CancellationWish,
): Promise<CancellationOutcome> {
  const { transferId, caller } = wish;
  return await ports.database.transaction(async (transaction, manager) => {
    const transfer = await manager.findOne(StoredTransfer, { transferId });
    if (transfer === null || transfer.caller !== caller) return { kind: 'unknown-transfer' };
    if (!wish.mayUse(transfer.monoAccountId as MonoAccountId)) {
      return { kind: 'account-not-allowed' };
    }
    const earlier = await manager.findOne(StoredCancellation, { transferId });
    if (earlier !== null) {
      return { kind: 'replayed', requestedAt: Number(earlier.requestedAt) as Instant };
    }
    const now = ports.now();
    manager.create(StoredCancellation, {
      transferId,
      caller,
      reason: wish.reason,
      requestedAt: BigInt(now),
    });
    await manager.flush();
    // The request's row committed before we could see it, so its place in the outbox is before this one.
    await appendToOutbox(transaction, 'command', [cancellationRow(ports, wish, now)]);
    return { kind: 'asked', requestedAt: now };
  });
}

function cancellationRow(
  ports: CancellationPorts,
  wish: CancellationWish,
  now: Instant,
): OutboxRow {
  const { transferId, caller, reason } = wish;
  const eventId = eventIdOf(['TransferCancellationRequested', transferId]);
  const event = { eventId, occurredAt: now, recordedAt: now, transferId, caller, reason };
  return {
    topic: TRANSFERS_TOPIC,
    key: transferId,
    eventName: 'TransferCancellationRequested',
    eventId,
    occurredAt: now,
    recordedAt: now,
    payload: ports.encode(event),
    traceparent: wish.traceparent,
  };
}
