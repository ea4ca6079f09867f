import { createHmac, createSecretKey, type KeyObject } from 'node:crypto';
import { lengthPrefixed } from '@riel/ids';
import type { ThirdPartyId } from '@riel/schemas';
import { SealingError } from './errors.ts';
import type { StoredKey } from './key.ts';

const SECRET_BYTES_MIN = 32;

/** A secret for keyed hashes, ready to use. */
export type HashKey = KeyObject;

/**
 * Makes a stored `HMAC-SHA256` key ready to use.
 *
 * @throws SealingError `RIEL_KEY_UNUSABLE` naming the key
 */
export function hashKeyOf(key: StoredKey): HashKey {
  const secret = key.privateKey?.k;
  const bytes = typeof secret === 'string' ? Buffer.from(secret, 'base64url') : Buffer.alloc(0);
  if (key.algorithm !== 'HMAC-SHA256' || bytes.length < SECRET_BYTES_MIN) {
    throw new SealingError(
      'RIEL_KEY_UNUSABLE',
      `key ${key.keyId} is not an HMAC-SHA256 secret of at least ${SECRET_BYTES_MIN} bytes`,
    );
  }
  return createSecretKey(bytes);
}

/** HMAC-SHA256 of bytes, 32 bytes. */
export function hmacOf(key: HashKey, bytes: Uint8Array | string): Buffer {
  return createHmac('sha256', key).update(bytes).digest();
}

/**
 * What books and reports carry in place of a payee: HMAC-SHA256 of document type and number, in
 * hexadecimal. People write one number in several ways, so case, spaces, dots and hyphens do not
 * count; leading zeros do.
 */
export function thirdPartyIdOf(
  key: HashKey,
  documentType: string,
  documentNumber: string,
): ThirdPartyId {
  const parts = ['third-party', normalised(documentType), normalised(documentNumber)];
  return hmacOf(key, lengthPrefixed(parts)).toString('hex') as ThirdPartyId;
}

function normalised(text: string): string {
  return text
    .normalize('NFKC')
    .replaceAll(/[\s.\-\u2010-\u2015]/g, '')
    .toUpperCase();
}
