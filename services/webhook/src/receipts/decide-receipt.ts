import type { NormalisedEvent, NormalisedWebhook } from '@riel/mono-client';
import { monoObjectIdOf } from '../facts/provider-event.ts';
import type { LookUpKind, LookUpWish, ReceiptOutcome } from './receipt.ts';

/** What is to be done about a webhook whose signature was true. */
export interface ReceiptDecision {
  readonly outcome: ReceiptOutcome;
  readonly eventType: string;
  /** The fact to publish, if it is believed as it stands. */
  readonly event: NormalisedEvent | null;
  readonly isUnnamed: boolean;
  readonly lookUp: LookUpWish | null;
}

/** Form of Mono's ids, wider than what is documented. What has another is kept, never used as an id. */
const idForm = /^[\w.:-]{1,100}$/;

function kindOf(event: NormalisedEvent): LookUpKind | null {
  switch (event.name) {
    case 'AccountCredited':
      return null;
    case 'CollectionCredited':
    case 'CollectionFailed':
      return 'collection-intent';
    default:
      return 'transfer';
  }
}

const decision = (
  outcome: ReceiptOutcome,
  eventType: string,
  more: Partial<ReceiptDecision> = {},
): ReceiptDecision => ({
  outcome,
  eventType,
  event: null,
  isUnnamed: false,
  lookUp: null,
  ...more,
});

function decideLookUp(eventType: string, lookUp: LookUpWish): ReceiptDecision {
  if (!idForm.test(lookUp.objectId)) return decision('unreadable', eventType);
  return decision('look-up', eventType, { lookUp });
}

function decideEvent(
  { type, event, isUnnamed }: Extract<NormalisedWebhook, { kind: 'event' }>,
  isStale: boolean,
): ReceiptDecision {
  const objectId = monoObjectIdOf(event);
  const kind = kindOf(event);
  if (!idForm.test(objectId)) return decision('unreadable', type);
  if (isStale && kind !== null) {
    return decideLookUp(type, { kind, objectId, reason: 'stale-signature' });
  }
  return decision('event', type, { event, isUnnamed: isUnnamed === true });
}

/**
 * Decides what a webhook leads to. One whose signed time is outside the tolerance only wakes: the fact
 * is then asked of Mono. A credit cannot be looked up, so it is published with its mark; its id makes
 * a replay harmless. A type that we do not know is kept and answered like any other.
 */
export function decideReceipt(webhook: NormalisedWebhook, isStale: boolean): ReceiptDecision {
  switch (webhook.kind) {
    case 'unknown':
      return decision('unknown-type', webhook.type);
    case 'unreadable':
      return decision('unreadable', webhook.type ?? 'unreadable');
    case 'in-flight':
      return decision('in-flight', webhook.type);
    case 'batch':
      // A batch event says nothing of its transfers; each is asked for.
      return decideLookUp(webhook.type, {
        kind: 'batch',
        objectId: webhook.batchId,
        reason: webhook.type,
      });
    case 'look-up': {
      const { type, objectId, reason } = webhook;
      const kind = type.startsWith('collection_intent_') ? 'collection-intent' : 'transfer';
      return decideLookUp(type, { kind, objectId, reason });
    }
    case 'event':
      return decideEvent(webhook, isStale);
  }
}

/**
 * What is left to do about a webhook whose fact could not be published as it stands: the original is
 * kept, and what Mono can be asked about is asked.
 */
export function decideUnpublished(event: NormalisedEvent, eventType: string): ReceiptDecision {
  const kind = kindOf(event);
  const lookUp =
    kind === null ? null : { kind, objectId: monoObjectIdOf(event), reason: 'unpublished' };
  return decision('unpublished', eventType, { lookUp });
}
