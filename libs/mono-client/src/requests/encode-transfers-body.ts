import type { MinorUnits, MonoAccountId } from '@riel/ids';
import { MonoClientError } from '../errors.ts';
import { jsonAmount, withoutNulls } from './json-fields.ts';

/** One transfer as the request for it is written. Personal data. */
export interface TransferToCreate {
  /** Our id; sent as `external_id` and as the older `entity_id`. */
  readonly externalId: string;
  readonly amount: MinorUnits;
  readonly currency: string;
  readonly payee: {
    readonly name: string;
    readonly documentType: string;
    readonly documentNumber: string;
    readonly email: string | null;
    readonly bankAccount: {
      readonly bankCode: string;
      readonly number: string;
      readonly type: string;
    } | null;
  };
  readonly recipientHandle: string | null;
  readonly reference: string | null;
  readonly description: string | null;
  /** Null leaves the choice to Mono. */
  readonly routing: string | null;
  /** Null leaves Mono its own fallback; an empty list is sent as such and forbids it. */
  readonly fallbackRouting: readonly string[] | null;
}

export interface TransfersToCreate {
  readonly accountId: MonoAccountId;
  readonly transfers: readonly TransferToCreate[];
}

/** Most transfers that Mono takes in one request. */
export const TRANSFERS_PER_REQUEST_MAX = 1_000;

function transferJson(transfer: TransferToCreate): Record<string, unknown> {
  const { payee } = transfer;
  const bankAccount =
    payee.bankAccount === null
      ? null
      : {
          bank_code: payee.bankAccount.bankCode,
          number: payee.bankAccount.number,
          type: payee.bankAccount.type,
        };
  return withoutNulls({
    amount: { amount: jsonAmount(transfer.amount), currency: transfer.currency },
    description: transfer.description,
    entity_id: transfer.externalId,
    external_id: transfer.externalId,
    fallback_routing: transfer.fallbackRouting,
    payee: withoutNulls({
      bank_account: bankAccount,
      document_number: payee.documentNumber,
      document_type: payee.documentType,
      email: payee.email,
      name: payee.name,
    }),
    recipient_handle: transfer.recipientHandle,
    reference: transfer.reference,
    routing: transfer.routing,
  });
}

/**
 * The bytes of a `POST /v1/transfers`: compact JSON in a fixed order of fields, so that equal input
 * gives equal bytes. Throws RIEL_MONO_REQUEST_INVALID for a count or an amount that cannot be sent.
 */
export function encodeTransfersBody(request: TransfersToCreate): Buffer {
  const count = request.transfers.length;
  if (count === 0 || count > TRANSFERS_PER_REQUEST_MAX) {
    throw new MonoClientError('RIEL_MONO_REQUEST_INVALID', `transfers has ${count} members`);
  }
  const transfers = request.transfers.map(transferJson);
  return Buffer.from(JSON.stringify({ account_id: request.accountId, transfers }));
}
