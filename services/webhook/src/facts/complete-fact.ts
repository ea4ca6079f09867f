import type { NormalisedEvent } from '@riel/mono-client';
import type { OutboxRow } from '@riel/outbox';
import {
  COLLECTIONS_TOPIC,
  TRANSFERS_TOPIC,
  type Instant,
  type MonoTransferId,
  type TransferId,
} from '@riel/schemas';
import type { LearnedFact } from '../receipts/receipt.ts';
import {
  monoObjectIdOf,
  monoTransferIdOf,
  transferIdOf,
  type ProviderEvent,
} from './provider-event.ts';
import type { TextSealer } from './seal-texts.ts';

/** A fact as it will be published, and where it goes. */
export interface CompleteFact {
  readonly event: ProviderEvent;
  readonly objectId: string;
  /** Set for a transfer that is not known to be ours. */
  readonly unmatchedId: MonoTransferId | null;
  readonly isUnnamed: boolean;
  readonly row: OutboxRow;
}

/** What completing needs. */
export interface CompletePorts {
  readonly texts: TextSealer;
  readonly encode: (event: ProviderEvent) => Buffer;
  readonly recordedAt: Instant;
}

const withSealedText: ReadonlySet<NormalisedEvent['name']> = new Set([
  'TransferRerouted',
  'TransferDeclined',
  'TransferCancelled',
  'TransferFinalStateChanged',
  'AccountCredited',
  'CollectionFailed',
] as const);

/** The event whole: with our id if it is known, what is sealed, where it was seen, when recorded. */
function completeEvent(
  { event, evidenceId }: LearnedFact,
  transferId: TransferId | null,
  { texts, recordedAt }: CompletePorts,
): ProviderEvent {
  const value = {
    ...event.value,
    ...(monoTransferIdOf(event) === null ? {} : { transferId }),
    ...(withSealedText.has(event.name) ? { sealedText: texts.sealedText(event) } : {}),
    ...(event.name === 'AccountCredited' ? { thirdPartyId: texts.thirdPartyId(event) } : {}),
    evidenceId,
    recordedAt,
  };
  return { name: event.name, value } as ProviderEvent;
}

/** The row of the outbox that publishes an event as it stands. */
export function outboxRowOf(
  event: ProviderEvent,
  payload: Buffer,
  traceparent: string | null,
): OutboxRow {
  const { eventId, occurredAt, recordedAt } = event.value;
  return {
    topic: monoTransferIdOf(event) === null ? COLLECTIONS_TOPIC : TRANSFERS_TOPIC,
    key: transferIdOf(event) ?? monoObjectIdOf(event),
    eventName: event.name,
    eventId,
    occurredAt,
    recordedAt,
    payload,
    traceparent,
  };
}

/** Makes the fact whole; `known` tells which Mono transfers are ours where Mono does not. */
export function completeFact(
  fact: LearnedFact,
  known: ReadonlyMap<MonoTransferId, TransferId>,
  ports: CompletePorts,
): CompleteFact {
  const monoTransferId = monoTransferIdOf(fact.event);
  const transferId =
    monoTransferId === null
      ? null
      : (transferIdOf(fact.event) ?? known.get(monoTransferId) ?? null);
  const event = completeEvent(fact, transferId, ports);
  return {
    event,
    objectId: monoObjectIdOf(event),
    unmatchedId: transferId === null ? monoTransferId : null,
    isUnnamed: fact.isUnnamed,
    row: outboxRowOf(event, ports.encode(event), fact.traceparent),
  };
}
