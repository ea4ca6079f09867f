import type { NormalisedEvent } from '@riel/mono-client';
import type { EventOf, MonoTransferId, TransferId } from '@riel/schemas';

/** Events that this service publishes from what Mono says. */
export type ProviderEvent = EventOf<NormalisedEvent['name']>;

/** Events about transfers: they may be published under a Mono id, held, and published under ours. */
export const transferEvents = [
  'TransferRerouted',
  'TransferSettled',
  'TransferDeclined',
  'TransferCancelled',
  'TransferDuplicated',
  'TransferFinalStateChanged',
] as const;

export type TransferEvent = EventOf<(typeof transferEvents)[number]>;

type AboutMono = Pick<NormalisedEvent, 'value'> | Pick<ProviderEvent, 'value'>;

/** Mono's id of the object that an event is about. It stays, whatever we learn about the object. */
export function monoObjectIdOf({ value }: AboutMono): string {
  if ('monoTransferId' in value) return value.monoTransferId;
  return 'collectionIntentId' in value ? value.collectionIntentId : value.monoTransactionId;
}

/** Mono's id of the transfer; null if the event is about something else. */
export const monoTransferIdOf = ({ value }: AboutMono): MonoTransferId | null =>
  'monoTransferId' in value ? value.monoTransferId : null;

/** Mono's id of the link by which an intent pays; null if it has none or the event is about something else. */
export const monoLinkIdOf = ({ value }: AboutMono): string | null =>
  'collectionIntentId' in value ? value.monoCollectionLinkId : null;

/** Our id of the transfer, if the event says it. */
export const transferIdOf = ({ value }: AboutMono): TransferId | null =>
  'transferId' in value ? value.transferId : null;

/** States of a transfer that Mono may still change into one another. */
const changeableStates: ReadonlySet<string> = new Set(['approved', 'declined']);

/** The state that a later look-up is to be compared with; null if it is none that changes. */
export function finalStateOf(event: NormalisedEvent): string | null {
  if (!('monoTransferId' in event.value) || event.name === 'TransferRerouted') return null;
  const { monoState } = event.value;
  return changeableStates.has(monoState) ? monoState : null;
}
