import type { Instant, MinorUnits, MonoAccountId } from '@riel/ids';
import { formatMonoTime } from '../objects/mono-time.ts';
import { jsonAmount, withoutNulls } from './json-fields.ts';

/** A collection link as the request for it is written. Personal data. */
export interface CollectionLinkToCreate {
  readonly accountId: MonoAccountId;
  /** Our id of the link. */
  readonly externalId: string;
  readonly amount: MinorUnits;
  readonly currency: string;
  /** `free`, `fixed`, `can_be_less`, `can_be_greater`. */
  readonly amountValidation: string;
  /** `single_use` or `reusable`. */
  readonly usageType: string;
  readonly expiresAt: Instant | null;
  readonly redirectUrl: string | null;
  readonly reference: string | null;
  readonly payer: {
    readonly name: string | null;
    readonly documentType: string | null;
    readonly documentNumber: string | null;
    readonly email: string | null;
    readonly phoneNumber: string | null;
  } | null;
}

/** The bytes of a `POST /v1/collection_links`: equal input gives equal bytes. */
export function encodeCollectionLinkBody(link: CollectionLinkToCreate): Buffer {
  const payer =
    link.payer === null
      ? null
      : withoutNulls({
          document_number: link.payer.documentNumber,
          document_type: link.payer.documentType,
          email: link.payer.email,
          name: link.payer.name,
          phone_number: link.payer.phoneNumber,
        });
  const reference =
    link.reference === null ? null : { editable: false, required: false, value: link.reference };
  const body = withoutNulls({
    account_id: link.accountId,
    amount: { amount: jsonAmount(link.amount), currency: link.currency },
    amount_validation: link.amountValidation,
    expires_at: link.expiresAt === null ? null : formatMonoTime(link.expiresAt),
    external_id: link.externalId,
    payer,
    redirect_url: link.redirectUrl,
    reference,
    usage_type: link.usageType,
  });
  return Buffer.from(JSON.stringify(body));
}
