import type { CollectionIntentId, Instant, MonoAccountId } from '@riel/ids';
import { parseObject, type MonoMoney, type Parsed } from './json-reader.ts';

/** One try to pay by PSE. Only the state `account_credited` is money; `approved_in_provider` is not. */
export interface MonoCollectionIntent {
  readonly id: CollectionIntentId;
  readonly accountId: MonoAccountId;
  /** Mono's id of the link (`clink_`), if the intent came from one. */
  readonly collectionLinkId: string | null;
  /** The link's `external_id`; absent in some deliveries. */
  readonly externalId: string | null;
  readonly amount: MonoMoney;
  /** `created`, `in_progress`, `approved_in_provider`, `account_credited`, `failed`; an open value. */
  readonly state: string;
  readonly updatedAt: Instant | null;
  readonly insertedAt: Instant | null;
  readonly provider: string | null;
  /** The provider's reason of a failure: free text. */
  readonly providerMessage: string | null;
}

const noPayment = { provider: null, providerMessage: null };

/** Reads an intent, as listed or as a webhook carries it. */
export function parseMonoCollectionIntent(value: unknown): Parsed<MonoCollectionIntent> {
  return parseObject(value, (reader) => ({
    id: reader.text('id') as CollectionIntentId,
    accountId: reader.text('account_id') as MonoAccountId,
    collectionLinkId: reader.optionalText('collection_link_id'),
    externalId: reader.optionalText('external_id'),
    amount: reader.money('amount'),
    state: reader.text('state'),
    updatedAt: reader.optionalTime('updated_at'),
    insertedAt: reader.optionalTime('inserted_at'),
    ...(reader.optionalObject('payment', (payment) => ({
      provider: payment.optionalText('provider'),
      providerMessage: payment.optionalText('provider_message'),
    })) ?? noPayment),
  }));
}
