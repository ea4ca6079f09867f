import { createDecipheriv, createSecretKey, type KeyObject } from 'node:crypto';
import type { SealedBlob } from '@riel/schemas';
import { type ImportedKey, openDataKey, openingKeyOf } from './hpke.ts';
import type { StoredKey } from './key.ts';
import {
  authenticatedDataOf,
  type BlobPlace,
  CIPHER,
  DATA_KEY_BYTES,
  digestOfDataKey,
  NONCE_BYTES,
  SEALING_VERSION,
  TAG_BYTES,
} from './sealed-blob.ts';

const DATA_KEYS_MAX = 1_000;

/** Outcome of opening: the plaintext, or why there is none. */
export type Opened =
  | { readonly kind: 'opened'; readonly plaintext: Buffer }
  | {
      readonly kind: 'refused';
      /**
       * `unknown-version`: written by a later scheme; `no-key`: sealed to others;
       * `not-authentic`: changed, or moved from another record.
       */
      readonly reason: 'unknown-version' | 'no-key' | 'not-authentic';
    };

export interface OpenerOptions {
  /** `X25519` private keys, old ones too: records of a month stay readable only with its key. */
  readonly privateKeys: readonly StoredKey[];
  /** Most opened data keys that are kept in memory. Default 1,000. */
  readonly dataKeysMax?: number;
}

/** Opens what was sealed to its holder. */
export interface Opener {
  open(blob: SealedBlob, place: BlobPlace): Promise<Opened>;
}

/**
 * Makes an opener. Opened data keys are kept, the latest used ones longest: HPKE once per data key,
 * AES alone for each further record.
 *
 * @throws SealingError `RIEL_KEY_UNUSABLE` naming a key
 */
export async function createOpener(options: OpenerOptions): Promise<Opener> {
  const ring = new Map<string, ImportedKey>();
  for (const key of options.privateKeys) ring.set(key.keyId, await openingKeyOf(key));
  // By the digest of the key's sealed copies and not by its id, which anybody can write into a
  // record: nobody can displace the right key by a wrong one of the same id.
  const dataKeys = new Map<string, Promise<KeyObject | null>>();
  const dataKeysMax = options.dataKeysMax ?? DATA_KEYS_MAX;

  const dataKeyOf = async (blob: SealedBlob, digest: string): Promise<KeyObject | null> => {
    const known = dataKeys.get(digest);
    const key = known ?? unseal(blob, ring);
    dataKeys.delete(digest);
    dataKeys.set(digest, key);
    if (dataKeys.size > dataKeysMax) {
      const [oldest] = dataKeys.keys();
      if (oldest !== undefined) dataKeys.delete(oldest);
    }
    return await key;
  };
  return {
    async open(blob, place) {
      if (blob.version !== SEALING_VERSION) return refused('unknown-version');
      if (!blob.recipients.some(({ keyId }) => ring.has(keyId))) return refused('no-key');
      const digest = digestOfDataKey(blob.dataKeyId, blob.recipients);
      const key = await dataKeyOf(blob, digest);
      const plaintext = key === null ? null : decrypt({ blob, key, digest, place });
      return plaintext === null ? refused('not-authentic') : { kind: 'opened', plaintext };
    },
  };
}

async function unseal(
  blob: SealedBlob,
  ring: ReadonlyMap<string, ImportedKey>,
): Promise<KeyObject | null> {
  for (const sealed of blob.recipients) {
    const privateKey = ring.get(sealed.keyId);
    if (privateKey === undefined) continue;
    const bytes = await openDataKey(privateKey, blob.dataKeyId, sealed);
    if (bytes?.length === DATA_KEY_BYTES) return createSecretKey(bytes);
  }
  return null;
}

interface Decryption {
  readonly blob: SealedBlob;
  readonly key: KeyObject;
  readonly digest: string;
  readonly place: BlobPlace;
}

function decrypt({ blob, key, digest, place }: Decryption): Buffer | null {
  const { nonce, ciphertext } = blob;
  if (nonce.length !== NONCE_BYTES || ciphertext.length < TAG_BYTES) return null;
  const end = ciphertext.length - TAG_BYTES;
  try {
    const decipher = createDecipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES });
    decipher.setAAD(authenticatedDataOf(digest, place));
    decipher.setAuthTag(ciphertext.subarray(end));
    return Buffer.concat([decipher.update(ciphertext.subarray(0, end)), decipher.final()]);
  } catch {
    return null;
  }
}

function refused(reason: 'unknown-version' | 'no-key' | 'not-authentic'): Opened {
  return { kind: 'refused', reason };
}
