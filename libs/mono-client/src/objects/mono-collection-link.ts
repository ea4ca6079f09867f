import type { Instant, MonoAccountId } from '@riel/ids';
import { parseObject, type MonoMoney, type Parsed } from './json-reader.ts';

/** A PSE link to share. It has no paid state: a link is not a payment. */
export interface MonoCollectionLink {
  /** Mono's id (`clink_`). */
  readonly id: string;
  readonly accountId: MonoAccountId | null;
  readonly externalId: string | null;
  /** The URL to share. */
  readonly link: string | null;
  readonly amount: MonoMoney | null;
  readonly amountValidation: string | null;
  readonly usageType: string | null;
  readonly enabled: boolean | null;
  readonly expiresAt: Instant | null;
  readonly insertedAt: Instant | null;
}

/** Reads a collection link. */
export function parseMonoCollectionLink(value: unknown): Parsed<MonoCollectionLink> {
  return parseObject(value, (reader) => ({
    id: reader.text('id'),
    accountId: reader.optionalText('account_id') as MonoAccountId | null,
    externalId: reader.optionalText('external_id'),
    link: reader.optionalText('link'),
    amount: reader.optionalMoney('amount'),
    amountValidation: reader.optionalText('amount_validation'),
    usageType: reader.optionalText('usage_type'),
    enabled: reader.optionalBoolean('enabled'),
    expiresAt: reader.optionalTime('expires_at'),
    insertedAt: reader.optionalTime('inserted_at'),
  }));
}
