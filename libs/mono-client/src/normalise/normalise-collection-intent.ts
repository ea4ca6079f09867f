import { eventIdOf, type CollectionLinkId } from '@riel/ids';
import type { MonoCollectionIntent } from '../objects/mono-collection-intent.ts';
import type { FactSource, LookUpReason, Normalised } from './normalised-event.ts';
import { ourIdOf } from './our-id.ts';

export interface IntentNormalisation {
  readonly source: FactSource;
  readonly webhookType?: string;
  /** Our id of the link, if it is known by Mono's id of it and Mono echoes none. */
  readonly knownCollectionLinkId?: CollectionLinkId;
}

const stateOfType: ReadonlyMap<string, string> = new Map([
  ['collection_intent_credited', 'account_credited'],
  ['collection_intent_failed', 'failed'],
]);

const lookUp = (
  intent: MonoCollectionIntent,
  reason: LookUpReason,
  detail: string,
): Normalised => ({ kind: 'look-up', reason, objectId: intent.id, detail });

/** What a PSE intent says. Only `account_credited` is money; `approved_in_provider` is still in flight. */
export function normaliseCollectionIntent(
  intent: MonoCollectionIntent,
  options: IntentNormalisation,
): Normalised {
  const wanted =
    options.webhookType === undefined ? undefined : stateOfType.get(options.webhookType);
  if (wanted !== undefined && wanted !== intent.state) {
    return lookUp(intent, 'contradiction', 'type and state');
  }
  const credited = intent.state === 'account_credited';
  if (!credited && intent.state !== 'failed') return { kind: 'in-flight', state: intent.state };
  const { id, updatedAt: occurredAt } = intent;
  if (occurredAt === null) return lookUp(intent, 'incomplete', 'updated_at');
  const name = credited ? 'CollectionCredited' : 'CollectionFailed';
  const value = {
    eventId: eventIdOf([name, id, intent.state, '', String(occurredAt)]),
    occurredAt,
    collectionIntentId: id,
    monoCollectionLinkId: intent.collectionLinkId,
    collectionLinkId: (ourIdOf({ externalId: intent.externalId }) ??
      options.knownCollectionLinkId ??
      null) as CollectionLinkId | null,
    monoAccountId: intent.accountId,
    amount: intent.amount.amount,
    currency: intent.amount.currency,
    monoState: intent.state,
    source: options.source,
  };
  if (name === 'CollectionCredited') {
    return { kind: 'event', event: { name, key: id, value, privateText: null } };
  }
  const { providerMessage } = intent;
  const privateText = providerMessage === null ? null : { providerMessage };
  return { kind: 'event', event: { name, key: id, value, privateText } };
}
