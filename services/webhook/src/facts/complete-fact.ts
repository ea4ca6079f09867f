import type { NormalisedEvent } from '@riel/mono-client';
import type { OutboxRow } from '@riel/outbox';
import {
  COLLECTIONS_TOPIC,
  TRANSFERS_TOPIC,
  type CollectionLinkId,
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
  /** Set for an intent of a link that is not known to be ours. */
  readonly unlinkedFrom: string | null;
  readonly isUnnamed: boolean;
  readonly row: OutboxRow;
}

/** Which objects of Mono are ours, where Mono does not say it. */
export interface KnownIds {
  readonly transfers: ReadonlyMap<MonoTransferId, TransferId>;
  readonly links: ReadonlyMap<string, CollectionLinkId>;
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
  ids: { readonly transferId: TransferId | null; readonly links: KnownIds['links'] },
  { texts, recordedAt }: CompletePorts,
): ProviderEvent {
  const value = {
    ...event.value,
    ...(monoTransferIdOf(event) === null ? {} : { transferId: ids.transferId }),
    ...linkIdOf(event, ids.links),
    ...(withSealedText.has(event.name) ? { sealedText: texts.sealedText(event) } : {}),
    ...(event.name === 'AccountCredited' ? { thirdPartyId: texts.thirdPartyId(event) } : {}),
    evidenceId,
    recordedAt,
  };
  return { name: event.name, value } as ProviderEvent;
}

function linkIdOf(
  { value }: NormalisedEvent,
  links: KnownIds['links'],
): { readonly collectionLinkId?: CollectionLinkId | null } {
  if (!('collectionIntentId' in value)) return {};
  const { collectionLinkId, monoCollectionLinkId } = value;
  return { collectionLinkId: collectionLinkId ?? links.get(monoCollectionLinkId ?? '') ?? null };
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

/** Mono's id of the intent's link, if ours is not known. */
function unlinkedFrom({ value }: ProviderEvent): string | null {
  if (!('collectionIntentId' in value) || value.collectionLinkId !== null) return null;
  return value.monoCollectionLinkId;
}

/** Makes the fact whole; `known` tells what is ours where Mono does not. */
export function completeFact(
  fact: LearnedFact,
  known: KnownIds,
  ports: CompletePorts,
): CompleteFact {
  const monoTransferId = monoTransferIdOf(fact.event);
  const transferId =
    monoTransferId === null
      ? null
      : (transferIdOf(fact.event) ?? known.transfers.get(monoTransferId) ?? null);
  const event = completeEvent(fact, { transferId, links: known.links }, ports);
  return {
    event,
    objectId: monoObjectIdOf(event),
    unmatchedId: transferId === null ? monoTransferId : null,
    unlinkedFrom: unlinkedFrom(event),
    isUnnamed: fact.isUnnamed,
    row: outboxRowOf(event, ports.encode(event), fact.traceparent),
  };
}
