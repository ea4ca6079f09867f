import type { NormalisedEvent, PrivateText } from '@riel/mono-client';

/** Why Mono is to be asked, and about what. */
export interface LookUpWish {
  readonly kind: 'transfer' | 'batch' | 'collection-intent';
  readonly objectId: string;
  readonly reason: string;
}

/** What became of a webhook, for the stored row and the counters. */
export type ReceiptOutcome = 'event' | 'in-flight' | 'look-up' | 'unknown-type' | 'unreadable';

/** A webhook whose signature was true, and what it says. */
export interface Receipt {
  /** SHA-256 of the raw body, 32 bytes. */
  readonly digest: Buffer;
  readonly signatureHeader: string;
  readonly rawBody: Buffer;
  readonly secretId: string;
  readonly signedAtSeconds: number;
  readonly eventType: string;
  readonly outcome: ReceiptOutcome;
  readonly event: NormalisedEvent | null;
  readonly lookUp: LookUpWish | null;
  readonly traceparent: string | null;
}

/** A fact to be published, wherever it was learned. */
export interface LearnedFact {
  readonly event: NormalisedEvent;
  readonly evidenceId: string | null;
  readonly traceparent: string | null;
}

export type { NormalisedEvent, PrivateText };
