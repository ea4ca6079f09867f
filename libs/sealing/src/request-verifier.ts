import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import type { TransferRequested } from '@riel/schemas';
import { SealingError } from './errors.ts';
import type { StoredKey } from './key.ts';
import { SIGNED_FORM_VERSION, signedFormOf } from './signed-form.ts';

/** Whether a request is what the command service signed. */
export type Verification =
  | { readonly kind: 'valid'; readonly keyId: string }
  | {
      readonly kind: 'invalid';
      readonly reason: 'unknown-version' | 'unknown-key' | 'not-authentic';
    };

/** Verifies transfer requests (Ed25519). */
export interface RequestVerifier {
  verify(request: TransferRequested): Verification;
}

/**
 * Makes a verifier that knows the public keys given, by their ids.
 *
 * @throws SealingError `RIEL_KEY_UNUSABLE` naming a key
 */
export function createRequestVerifier(keys: readonly StoredKey[]): RequestVerifier {
  const ring = new Map(keys.map((key) => [key.keyId, publicKeyOf(key)]));
  return {
    verify(request) {
      const { version, keyId, signature } = request.signature;
      if (version !== SIGNED_FORM_VERSION) return { kind: 'invalid', reason: 'unknown-version' };
      const publicKey = ring.get(keyId);
      if (publicKey === undefined) return { kind: 'invalid', reason: 'unknown-key' };
      return isAuthentic({ request, publicKey, signature })
        ? { kind: 'valid', keyId }
        : { kind: 'invalid', reason: 'not-authentic' };
    },
  };
}

interface Signed {
  readonly request: TransferRequested;
  readonly publicKey: KeyObject;
  readonly signature: Uint8Array;
}

function isAuthentic({ request, publicKey, signature }: Signed): boolean {
  try {
    return verify(null, signedFormOf(request, request.signature.keyId), publicKey, signature);
  } catch (error) {
    // What has no signed form was never signed.
    if (error instanceof SealingError) return false;
    throw error;
  }
}

function publicKeyOf(key: StoredKey): KeyObject {
  if (key.algorithm === 'Ed25519' && key.publicKey !== undefined) {
    try {
      const publicKey = createPublicKey({ key: { ...key.publicKey }, format: 'jwk' });
      if (publicKey.asymmetricKeyType === 'ed25519') return publicKey;
    } catch {
      // No cause: it could quote the key.
    }
  }
  throw new SealingError('RIEL_KEY_UNUSABLE', `key ${key.keyId} has no usable Ed25519 public key`);
}
