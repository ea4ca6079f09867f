import { createPrivateKey, type KeyObject, sign } from 'node:crypto';
import type { RequestSignature } from '@riel/schemas';
import { SealingError } from './errors.ts';
import { newestOf, type StoredKey } from './key.ts';
import { SIGNED_FORM_VERSION, signedFormOf, type UnsignedTransferRequest } from './signed-form.ts';

/** Signs transfer requests (Ed25519). */
export interface RequestSigner {
  /** Id of the key that signs. */
  readonly keyId: string;
  /**
   * The signature over all fields of the request.
   *
   * @throws SealingError `RIEL_SIGNED_VALUE_MALFORMED` for text with a lone surrogate
   */
  sign(request: UnsignedTransferRequest): RequestSignature;
}

/**
 * Makes a signer with the newest of the keys.
 *
 * @throws SealingError `RIEL_KEY_MISSING` without a key, `RIEL_KEY_UNUSABLE` naming the key
 */
export function createRequestSigner(keys: readonly StoredKey[]): RequestSigner {
  const key = newestOf(keys);
  if (key === null) throw new SealingError('RIEL_KEY_MISSING', 'there is no key to sign with');
  const privateKey = privateKeyOf(key);
  const { keyId } = key;
  return {
    keyId,
    sign: (request) => ({
      version: SIGNED_FORM_VERSION,
      keyId,
      signature: sign(null, signedFormOf(request, keyId), privateKey),
    }),
  };
}

function privateKeyOf(key: StoredKey): KeyObject {
  if (key.algorithm === 'Ed25519' && key.privateKey !== undefined) {
    try {
      const privateKey = createPrivateKey({ key: { ...key.privateKey }, format: 'jwk' });
      if (privateKey.asymmetricKeyType === 'ed25519') return privateKey;
    } catch {
      // No cause: it could quote the key.
    }
  }
  throw new SealingError('RIEL_KEY_UNUSABLE', `key ${key.keyId} has no usable Ed25519 private key`);
}
