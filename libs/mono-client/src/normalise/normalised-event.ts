import type { EventValues } from '@riel/schemas';

/** Where a fact was learnt. */
export type FactSource = 'webhook' | 'look-up' | 'report';

/** Events that state what Mono did. */
export type ProviderEventName =
  | 'TransferRerouted'
  | 'TransferSettled'
  | 'TransferDeclined'
  | 'TransferCancelled'
  | 'TransferDuplicated'
  | 'TransferFinalStateChanged'
  | 'AccountCredited'
  | 'CollectionCredited'
  | 'CollectionFailed';

/** What the caller adds: when it recorded the event, the sealed texts and the evidence's id. */
type AddedByCaller = 'recordedAt' | 'sealedText' | 'thirdPartyId' | 'evidenceId';

/** Personal data and free text of Mono. Never to be published or logged: the caller seals it. */
export interface PrivateText {
  readonly declinationReason?: string;
  readonly fallbackReason?: string;
  readonly providerMessage?: string;
  readonly description?: string;
  readonly payerName?: string;
  readonly payerDocumentType?: string;
  readonly payerDocumentNumber?: string;
  readonly payerBankCode?: string;
}

/** An event without what its caller adds. `key` is its Kafka key. */
export type NormalisedEvent = {
  readonly [Name in ProviderEventName]: {
    readonly name: Name;
    readonly key: string;
    readonly value: Omit<EventValues[Name], AddedByCaller>;
    /** Null if there is nothing to seal. */
    readonly privateText: PrivateText | null;
  };
}[ProviderEventName];

/** Why an object of a known type does not become an event by itself, so that Mono must be asked. */
export type LookUpReason =
  /** Type and state of the event do not fit together. */
  | 'contradiction'
  /** A field that an event needs, such as the state's time, is not there. */
  | 'incomplete';

/** What one of Mono's objects says. */
export type Normalised =
  | {
      readonly kind: 'event';
      readonly event: NormalisedEvent;
      /** True for a transfer without `external_id` and `entity_id`: Mono may still know whose it is. */
      readonly isUnnamed?: boolean;
    }
  /** Not final and not rerouted: nothing to publish. */
  | { readonly kind: 'in-flight'; readonly state: string }
  | {
      readonly kind: 'look-up';
      readonly reason: LookUpReason;
      readonly objectId: string;
      /** What was missing or in contradiction; names fields, never values. */
      readonly detail: string;
    };

/** A batch event says nothing of its transfers: they are looked up by `batchId`. */
export interface NormalisedBatch {
  readonly kind: 'batch';
  readonly type: string;
  readonly batchId: string;
  readonly state: string | null;
  readonly accountId: string | null;
}

/** What a webhook says. Everything but `unreadable` names the type that Mono gave. */
export type NormalisedWebhook =
  | (Normalised & { readonly type: string })
  | NormalisedBatch
  | { readonly kind: 'unknown'; readonly type: string }
  | { readonly kind: 'unreadable'; readonly type: string | null; readonly problem: string };
