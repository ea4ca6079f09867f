import { ourIdOf, type MonoCollectionIntent } from '@riel/mono-client';
import type { IntentSide } from './match-intent.ts';

/** Takes from a payment of Mono what is compared and nothing personal. */
export function intentSideOf(intent: MonoCollectionIntent): IntentSide {
  return {
    intentId: intent.id,
    monoAccountId: intent.accountId,
    amount: intent.amount.amount,
    currency: intent.amount.currency,
    state: intent.state,
    collectionLinkId: intent.collectionLinkId,
    ourId: ourIdOf({ externalId: intent.externalId }),
    insertedAt: intent.insertedAt,
    updatedAt: intent.updatedAt,
  };
}

/** The payment of Mono again, as far as an event needs it. */
export function monoIntentOf(side: IntentSide): MonoCollectionIntent {
  return {
    id: side.intentId,
    accountId: side.monoAccountId,
    collectionLinkId: side.collectionLinkId,
    externalId: side.ourId,
    amount: { amount: side.amount, currency: side.currency },
    state: side.state,
    updatedAt: side.updatedAt,
    insertedAt: side.insertedAt,
    provider: null,
    providerMessage: null,
  } as MonoCollectionIntent;
}
