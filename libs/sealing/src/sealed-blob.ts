import { hash } from 'node:crypto';
import { lengthPrefixed } from '@riel/ids';
import type { SealedDataKey } from '@riel/schemas';

/** Version of the sealing scheme that is written. */
export const SEALING_VERSION = 1;
export const CIPHER = 'aes-256-gcm';
export const DATA_KEY_BYTES = 32;
export const NONCE_BYTES = 12;
export const TAG_BYTES = 16;

/** Where a sealed blob stands. It opens nowhere else. */
export interface BlobPlace {
  /** The record's transfer id; for a record without one, the id that is its Kafka key. */
  readonly transferId: string;
  readonly eventName: string;
}

/** SHA-256 (hexadecimal) of a data key's id and of all its sealed copies. */
export function digestOfDataKey(dataKeyId: string, copies: readonly SealedDataKey[]): string {
  const parts = copies.flatMap(({ keyId, encapsulatedKey, sealedKey }) => [
    keyId,
    encapsulatedKey.toString('hex'),
    sealedKey.toString('hex'),
  ]);
  return hash('sha256', lengthPrefixed([dataKeyId, ...parts]), 'hex');
}

/**
 * Additional authenticated data of a blob: the version, the data key (its id and, by the digest, its
 * sealed copies, so that not one byte of the blob can be changed unseen) and where the blob stands,
 * so that it cannot be moved into another record.
 */
export function authenticatedDataOf(dataKeyDigest: string, place: BlobPlace): Buffer {
  return lengthPrefixed([
    'riel sealed blob',
    String(SEALING_VERSION),
    dataKeyDigest,
    place.eventName,
    place.transferId,
  ]);
}
