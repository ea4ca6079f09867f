import {
  createSecretKey,
  generateKeyPairSync,
  type JsonWebKey,
  type KeyObject,
  randomBytes,
} from 'node:crypto';

/**
 * What a key is for: `Ed25519` signs requests, `X25519` opens data keys (HPKE), `HMAC-SHA256` makes
 * keyed hashes.
 */
export const keyAlgorithms = ['Ed25519', 'X25519', 'HMAC-SHA256'] as const;
export type KeyAlgorithm = (typeof keyAlgorithms)[number];

/** A key as a key file holds it. */
export interface StoredKey {
  /** Names the key in records; no secret. */
  readonly keyId: string;
  readonly algorithm: KeyAlgorithm;
  /** ISO 8601. The newest key of a file signs. */
  readonly createdAt: string;
  readonly publicKey?: JsonWebKey;
  /** The private key, or the secret of a hash key. */
  readonly privateKey?: JsonWebKey;
}

/** Makes the command service's key for signing requests. */
export function generateSigningKey(keyId: string, createdAt: string = presentTime()): StoredKey {
  return { keyId, algorithm: 'Ed25519', createdAt, ...jwkPairOf(generateKeyPairSync('ed25519')) };
}

/** Makes a reader's key for opening sealed data. */
export function generateOpeningKey(keyId: string, createdAt: string = presentTime()): StoredKey {
  return { keyId, algorithm: 'X25519', createdAt, ...jwkPairOf(generateKeyPairSync('x25519')) };
}

/** Makes a secret of 256 bits for keyed hashes. */
export function generateHashKey(keyId: string, createdAt: string = presentTime()): StoredKey {
  const privateKey = createSecretKey(randomBytes(32)).export({ format: 'jwk' });
  return { keyId, algorithm: 'HMAC-SHA256', createdAt, privateKey };
}

/** The key without its private part: what may be handed out. */
export function publicPart(key: StoredKey): StoredKey {
  const { privateKey: _, ...rest } = key;
  return rest;
}

/** The newest of some keys by `createdAt`, of equal ones the first. Null if there is none. */
export function newestOf(keys: readonly StoredKey[]): StoredKey | null {
  return keys.reduce<StoredKey | null>(
    (newest, key) =>
      newest === null || Date.parse(key.createdAt) > Date.parse(newest.createdAt) ? key : newest,
    null,
  );
}

interface KeyPair {
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
}
interface JwkPair {
  readonly publicKey: JsonWebKey;
  readonly privateKey: JsonWebKey;
}

function jwkPairOf({ publicKey, privateKey }: KeyPair): JwkPair {
  return {
    publicKey: publicKey.export({ format: 'jwk' }),
    privateKey: privateKey.export({ format: 'jwk' }),
  };
}

function presentTime(): string {
  return new Date().toISOString();
}
