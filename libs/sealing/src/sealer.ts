import {
  createCipheriv,
  createSecretKey,
  type KeyObject,
  randomBytes,
  randomUUID,
} from 'node:crypto';
import type { SealedBlob, SealedDataKey } from '@riel/schemas';
import { SealingError } from './errors.ts';
import { type Recipient, recipientOf, sealDataKey } from './hpke.ts';
import type { StoredKey } from './key.ts';
import {
  authenticatedDataOf,
  type BlobPlace,
  CIPHER,
  DATA_KEY_BYTES,
  digestOfDataKey,
  NONCE_BYTES,
  SEALING_VERSION,
} from './sealed-blob.ts';

const HOUR_MILLISECONDS = 3_600_000;
// Random nonces of 96 bits stay unique beyond doubt up to 2^32 seals of one key.
const SEALS_PER_DATA_KEY_MAX = 2 ** 30;
const NONCES_DRAWN = 128;

/** What is sealed, and where it will stand. */
export interface Sealable extends BlobPlace {
  readonly plaintext: Uint8Array;
}

export interface SealerOptions {
  /** `X25519` keys of all readers; the sealing process itself cannot open what it sealed. */
  readonly recipients: readonly StoredKey[];
  /** How long a data key seals. Default and most: one hour. */
  readonly dataKeyMaximumAgeMilliseconds?: number;
  /** Milliseconds of a clock that only moves forward. Default: the process's. */
  readonly clock?: () => number;
}

/** Seals personal data to its readers. */
export interface Sealer {
  /**
   * Makes sure that the data key is young enough for `seal`. It costs nothing while it is; else it
   * makes a new one. Await it before a request or a batch.
   */
  prepare(): Promise<void>;
  /**
   * Seals at once. Traffic renews the data key in the background from half of its life on.
   *
   * @throws SealingError `RIEL_DATA_KEY_EXPIRED` when `prepare` was not awaited after a long pause
   */
  seal(sealable: Sealable): SealedBlob;
}

interface DataKey {
  readonly id: string;
  readonly key: KeyObject;
  readonly recipients: readonly SealedDataKey[];
  readonly digest: string;
  readonly madeAt: number;
  seals: number;
}

/**
 * Makes a sealer with its first data key.
 *
 * @throws SealingError `RIEL_KEY_MISSING` without a recipient, `RIEL_KEY_UNUSABLE` naming a key
 */
export async function createSealer(options: SealerOptions): Promise<Sealer> {
  if (options.recipients.length === 0) {
    throw new SealingError('RIEL_KEY_MISSING', 'there is no recipient to seal to');
  }
  const clock = options.clock ?? (() => performance.now());
  const ageMax = Math.min(
    options.dataKeyMaximumAgeMilliseconds ?? HOUR_MILLISECONDS,
    HOUR_MILLISECONDS,
  );
  const recipients = await Promise.all(options.recipients.map(recipientOf));
  let current = await makeDataKey(recipients, clock());
  let renewing: Promise<void> | null = null;

  const wear = (): number =>
    Math.max((clock() - current.madeAt) / ageMax, current.seals / SEALS_PER_DATA_KEY_MAX);
  const replace = async (): Promise<void> => {
    try {
      current = await makeDataKey(recipients, clock());
    } finally {
      renewing = null;
    }
  };
  const renew = async (): Promise<void> => {
    renewing ??= replace();
    await renewing;
  };
  return {
    async prepare() {
      if (wear() >= 0.9) await renew();
    },
    seal(sealable) {
      const worn = wear();
      if (worn >= 1) throw new SealingError('RIEL_DATA_KEY_EXPIRED', 'the data key is too old');
      // A renewal that fails is tried again by the next seal, and reported once the key is too old.
      if (worn >= 0.5 && renewing === null) void renew().catch(() => undefined);
      current.seals += 1;
      return sealWith(current, sealable);
    },
  };
}

async function makeDataKey(recipients: readonly Recipient[], madeAt: number): Promise<DataKey> {
  const id = randomUUID();
  const bytes = randomBytes(DATA_KEY_BYTES);
  const sealed = await Promise.all(
    recipients.map(async (recipient) => await sealDataKey(recipient, id, bytes)),
  );
  const key = createSecretKey(bytes);
  bytes.fill(0);
  return { id, key, recipients: sealed, digest: digestOfDataKey(id, sealed), madeAt, seals: 0 };
}

// One call to the system for many nonces. Each part of it is given out once.
let nonces = Buffer.alloc(0);

function drawNonce(): Buffer {
  if (nonces.length < NONCE_BYTES) nonces = randomBytes(NONCE_BYTES * NONCES_DRAWN);
  const nonce = nonces.subarray(0, NONCE_BYTES);
  nonces = nonces.subarray(NONCE_BYTES);
  return nonce;
}

function sealWith(dataKey: DataKey, { plaintext, ...place }: Sealable): SealedBlob {
  const nonce = drawNonce();
  const cipher = createCipheriv(CIPHER, dataKey.key, nonce);
  cipher.setAAD(authenticatedDataOf(dataKey.digest, place));
  const ciphertext = Buffer.concat([cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
  return {
    version: SEALING_VERSION,
    dataKeyId: dataKey.id,
    recipients: dataKey.recipients,
    nonce,
    ciphertext,
  };
}
