import type { NormalisedEvent, NormalisedWebhook } from '@riel/mono-client';
import type { LookUpWish, ReceiptOutcome } from './receipt.ts';

/** What is to be done about a webhook whose signature was true. */
export interface ReceiptDecision {
  readonly outcome: ReceiptOutcome;
  readonly eventType: string;
  /** The fact to publish, if it is believed as it stands. */
  readonly event: NormalisedEvent | null;
  readonly lookUp: LookUpWish | null;
}

type ObjectKind = LookUpWish['kind'];

function objectOf(event: NormalisedEvent): { kind: ObjectKind; objectId: string } | null {
  switch (event.name) {
    case 'AccountCredited':
      return null;
    case 'CollectionCredited':
    case 'CollectionFailed':
      return { kind: 'collection-intent', objectId: event.value.collectionIntentId };
    default:
      return { kind: 'transfer', objectId: event.value.monoTransferId };
  }
}

const nothing = (outcome: ReceiptOutcome, eventType: string): ReceiptDecision => ({
  outcome,
  eventType,
  event: null,
  lookUp: null,
});

/**
 * Decides what a webhook leads to. One whose signed time is outside the tolerance only wakes: the fact
 * is then asked of Mono. A credit cannot be looked up, so it is published with its mark; its id makes
 * a replay harmless. A type that we do not know is kept and answered like any other.
 */
export function decideReceipt(webhook: NormalisedWebhook, isStale: boolean): ReceiptDecision {
  switch (webhook.kind) {
    case 'unknown':
      return nothing('unknown-type', webhook.type);
    case 'unreadable':
      return nothing('unreadable', webhook.type ?? 'unreadable');
    case 'in-flight':
      return nothing('in-flight', webhook.type);
    case 'batch': {
      // A batch event says nothing of its transfers; each is asked for.
      const lookUp = { kind: 'batch', objectId: webhook.batchId, reason: webhook.type } as const;
      return { outcome: 'look-up', eventType: webhook.type, event: null, lookUp };
    }
    case 'look-up': {
      const kind: ObjectKind = webhook.objectId.startsWith('cint_')
        ? 'collection-intent'
        : 'transfer';
      const lookUp = { kind, objectId: webhook.objectId, reason: webhook.reason };
      return { outcome: 'look-up', eventType: webhook.type, event: null, lookUp };
    }
    case 'event': {
      const object = objectOf(webhook.event);
      if (isStale && object !== null) {
        const lookUp = { ...object, reason: 'stale-signature' };
        return { outcome: 'look-up', eventType: webhook.type, event: null, lookUp };
      }
      return { outcome: 'event', eventType: webhook.type, event: webhook.event, lookUp: null };
    }
  }
}
