import type { SealedBlob, TransferRequested } from '@riel/schemas';
import { canonicalForm, type CanonicalValue } from './canonical-form.ts';

/** Version of the signed form that is written. */
export const SIGNED_FORM_VERSION = 1;

/** A transfer request before it is signed: all of it. */
export type UnsignedTransferRequest = Omit<TransferRequested, 'signature'>;

type Field = keyof UnsignedTransferRequest;

// The order is part of the signed form. A field that the schema gets later must be put at the end,
// under a new version; that it is not forgotten is checked by the compiler (`Complete`).
const FIELDS = [
  'eventId',
  'occurredAt',
  'recordedAt',
  'transferId',
  'caller',
  'idempotencyKey',
  'monoAccountId',
  'amount',
  'currency',
  'requestedRail',
  'fallbackRails',
  'counterAccount',
  'notAfter',
  'thirdPartyId',
  'bankCodeChecked',
  'metadata',
  'payee',
] as const satisfies readonly Field[];

type Complete = Exclude<Field, (typeof FIELDS)[number]> extends never ? true : never;
const complete: Complete = true;

/**
 * The bytes that are signed: the name of the record, the version and the key's id, so that a
 * signature counts for nothing else, and then every field of the request.
 *
 * @throws SealingError `RIEL_SIGNED_VALUE_MALFORMED` for text with a lone surrogate
 */
export function signedFormOf(request: UnsignedTransferRequest, keyId: string): Buffer {
  const values = FIELDS.map((field) =>
    field === 'payee' ? blobOf(request.payee) : request[field],
  );
  return canonicalForm([
    'riel.TransferRequested',
    SIGNED_FORM_VERSION,
    keyId,
    complete ? FIELDS.length : 0,
    ...values,
  ]);
}

function blobOf(blob: SealedBlob): CanonicalValue {
  return [
    blob.version,
    blob.dataKeyId,
    blob.recipients.map(({ keyId, encapsulatedKey, sealedKey }) => [
      keyId,
      encapsulatedKey,
      sealedKey,
    ]),
    blob.nonce,
    blob.ciphertext,
  ];
}
