import type { webcrypto } from 'node:crypto';
import { Aes256Gcm, CipherSuite, DhkemX25519HkdfSha256, HkdfSha256 } from '@hpke/core';
import { lengthPrefixed } from '@riel/ids';
import type { SealedDataKey } from '@riel/schemas';
import { SealingError } from './errors.ts';
import type { StoredKey } from './key.ts';

const suite = new CipherSuite({
  kem: new DhkemX25519HkdfSha256(),
  kdf: new HkdfSha256(),
  aead: new Aes256Gcm(),
});

/** A key as WebCrypto holds it. */
export type ImportedKey = webcrypto.CryptoKey;

/** A public key of a reader, ready to use. */
export interface Recipient {
  readonly keyId: string;
  readonly publicKey: ImportedKey;
}

/**
 * Makes the public part of an `X25519` key ready to use.
 *
 * @throws SealingError `RIEL_KEY_UNUSABLE` naming the key
 */
export async function recipientOf(key: StoredKey): Promise<Recipient> {
  return { keyId: key.keyId, publicKey: await importKey(key, 'publicKey') };
}

/**
 * Makes the private part of an `X25519` key ready to use.
 *
 * @throws SealingError `RIEL_KEY_UNUSABLE` naming the key
 */
export async function openingKeyOf(key: StoredKey): Promise<ImportedKey> {
  return await importKey(key, 'privateKey');
}

/** Seals a data key to a reader (RFC 9180, base mode), bound to both key ids. */
export async function sealDataKey(
  recipient: Recipient,
  dataKeyId: string,
  dataKey: Uint8Array,
): Promise<SealedDataKey> {
  const info = infoOf(dataKeyId, recipient.keyId);
  const { enc, ct } = await suite.seal({ recipientPublicKey: recipient.publicKey, info }, dataKey);
  return {
    keyId: recipient.keyId,
    encapsulatedKey: Buffer.from(enc),
    sealedKey: Buffer.from(ct),
  };
}

/** Opens a data key. Null if it was not sealed so to this key. */
export async function openDataKey(
  privateKey: ImportedKey,
  dataKeyId: string,
  sealed: SealedDataKey,
): Promise<Buffer | null> {
  const info = infoOf(dataKeyId, sealed.keyId);
  try {
    const enc = sealed.encapsulatedKey;
    return Buffer.from(await suite.open({ recipientKey: privateKey, enc, info }, sealed.sealedKey));
  } catch {
    return null;
  }
}

function infoOf(dataKeyId: string, keyId: string): Buffer {
  return lengthPrefixed(['riel data key', '1', dataKeyId, keyId]);
}

async function importKey(key: StoredKey, part: 'publicKey' | 'privateKey'): Promise<ImportedKey> {
  const jwk = key[part];
  if (key.algorithm === 'X25519' && jwk !== undefined) {
    try {
      // The suite checks that the JWK is an X25519 key of the part asked for.
      return await suite.kem.importKey('jwk', { ...jwk }, part === 'publicKey');
    } catch {
      // No cause: it could quote the key.
    }
  }
  throw new SealingError('RIEL_KEY_UNUSABLE', `key ${key.keyId} has no usable X25519 ${part}`);
}
