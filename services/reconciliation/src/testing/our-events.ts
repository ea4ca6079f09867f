import type { NormalisedEvent } from '@riel/mono-client';
import { eventIdOf, transferIdOf } from '@riel/ids';
import type {
  AnyEvent,
  Caller,
  Instant,
  MinorUnits,
  MonoAccountId,
  TransferId,
} from '@riel/schemas';
import type { ModelTransfer } from './mono-model.ts';

const caller = 'shop' as Caller;

/** The id of the nth transfer that a test asks for. */
export const ourIdOfTest = (key: string): TransferId => transferIdOf(caller, key);

/** The request of a transfer, as far as the books read it. */
export function requestedEvent(wish: {
  readonly transferId: string;
  readonly accountId: string;
  readonly amount: bigint;
  readonly rail: string | null;
  readonly at: number;
}): AnyEvent {
  const value = {
    eventId: eventIdOf(['TransferRequested', wish.transferId]),
    occurredAt: wish.at as Instant,
    recordedAt: wish.at as Instant,
    transferId: wish.transferId as TransferId,
    caller,
    idempotencyKey: wish.transferId,
    monoAccountId: wish.accountId as MonoAccountId,
    amount: wish.amount as MinorUnits,
    currency: 'COP',
    requestedRail: wish.rail,
    fallbackRails: null,
    counterAccount: null,
    notAfter: null,
    bankCodeChecked: true,
    thirdPartyId: 'third-party',
    metadata: {},
    payee: {
      version: 1,
      dataKeyId: 'key',
      recipients: [],
      nonce: Buffer.alloc(12),
      ciphertext: Buffer.alloc(16),
    },
    signature: { version: 1, keyId: 'key', signature: Buffer.alloc(64) },
  };
  return { name: 'TransferRequested', value } as unknown as AnyEvent;
}

/** The gateway's word that Mono took a transfer. */
export function acceptedEvent({ mono }: Pick<ModelTransfer, 'mono'>, at: number): AnyEvent {
  const value = {
    eventId: eventIdOf(['TransferAccepted', mono.id]),
    occurredAt: at as Instant,
    recordedAt: at as Instant,
    transferId: mono.externalId as TransferId,
    monoTransferId: mono.id,
    monoBatchId: null,
    monoAccountId: mono.accountId,
    submissionId: '0f8fad5b-d9cb-469f-a165-70867728950e',
    monoState: 'created',
    routing: mono.routing,
    foundByLookUp: false,
  };
  return { name: 'TransferAccepted', value } as unknown as AnyEvent;
}

/** The gateway's word that a transfer never reached Mono. */
export function refusedEvent(transferId: string, at: number): AnyEvent {
  const value = {
    eventId: eventIdOf(['TransferRefused', transferId]),
    occurredAt: at as Instant,
    recordedAt: at as Instant,
    transferId: transferId as TransferId,
    reason: 'mono-validation',
    monoErrorCode: null,
    monoErrorPath: null,
    monoLogId: null,
    submissionId: null,
    requestDigest: null,
  };
  return { name: 'TransferRefused', value };
}

/** The gateway's word that the caller took a transfer back in time. */
export function cancelledByCallerEvent(transferId: string, at: number): AnyEvent {
  const value = {
    eventId: eventIdOf(['TransferCancelledByCaller', transferId]),
    occurredAt: at as Instant,
    recordedAt: at as Instant,
    transferId: transferId as TransferId,
    caller,
  };
  return { name: 'TransferCancelledByCaller', value };
}

/** The event as a service publishes it: stamped, nothing sealed. */
export function publishedEvent(
  event: NormalisedEvent,
  recordedAt: number = event.value.occurredAt,
): AnyEvent {
  const added = {
    TransferRerouted: { sealedText: null },
    TransferDeclined: { sealedText: null },
    TransferCancelled: { sealedText: null },
    TransferFinalStateChanged: { sealedText: null },
    CollectionFailed: { sealedText: null },
    AccountCredited: { sealedText: null, thirdPartyId: null },
  } as const;
  const more = event.name in added ? added[event.name as keyof typeof added] : {};
  return {
    name: event.name,
    value: { ...event.value, ...more, evidenceId: null, recordedAt: recordedAt as Instant },
  } as unknown as AnyEvent;
}
