import type { NormalisedEvent, PrivateText } from '@riel/mono-client';

/** What Mono can be asked about. */
export const lookUpKinds = ['transfer', 'batch', 'collection-intent', 'duplicate'] as const;
export type LookUpKind = (typeof lookUpKinds)[number];

/** Why Mono is to be asked, and about what. */
export interface LookUpWish {
  readonly kind: LookUpKind;
  /** Mono's id of the object. */
  readonly objectId: string;
  readonly reason: string;
}

/** What became of a webhook, for the stored row and the counters. */
export type ReceiptOutcome =
  | 'event'
  | 'in-flight'
  | 'look-up'
  | 'unknown-type'
  | 'unreadable'
  /** It states a fact that could not be published as it stands: kept, asked about, to be looked at. */
  | 'unpublished';

/** A webhook whose signature was true, and what it says. */
export interface Receipt {
  /** SHA-256 of the raw body, 32 bytes. */
  readonly digest: Buffer;
  readonly signatureHeader: string;
  readonly rawBody: Buffer;
  readonly secretId: string;
  readonly signedAtSeconds: number;
  readonly isStale: boolean;
  readonly eventType: string;
  readonly outcome: ReceiptOutcome;
  readonly event: NormalisedEvent | null;
  /** True if the event is of a transfer for which Mono named no owner at all. */
  readonly isUnnamed: boolean;
  readonly lookUp: LookUpWish | null;
  readonly traceparent: string | null;
}

/** A fact to be published, wherever it was learned. */
export interface LearnedFact {
  readonly event: NormalisedEvent;
  /** True if Mono may still be asked whose transfer it is. */
  readonly isUnnamed: boolean;
  readonly evidenceId: string | null;
  readonly traceparent: string | null;
}

export type { NormalisedEvent, PrivateText };
