import {
  createOpener,
  createRequestSigner,
  createSealer,
  hashKeyOf,
  loadKeyFile,
  newestOf,
  thirdPartyIdOf,
  type KeyAlgorithm,
  type Opener,
  type RequestSigner,
  type Sealer,
  type StoredKey,
} from '@riel/sealing';
import type { ThirdPartyId } from '@riel/schemas';
import type { CommandConfiguration } from './configuration.ts';
import { CommandSettingError } from './errors.ts';
import {
  createCommandHasher,
  type CanonicalForm,
  type CommandHasher,
  type HashKey,
} from './transfers/command-hasher.ts';

/** Everything that the service does with keys. */
export interface KeyRings {
  readonly sealer: Sealer;
  readonly signer: RequestSigner;
  /** Hashes commands of one kind, so that a reused key is noticed. */
  hasherFor<Command>(form: CanonicalForm<Command>): CommandHasher<Command>;
  /** Null if Kafka callers have no key to seal to. */
  readonly opener: Opener | null;
  thirdPartyIdOf(documentType: string, documentNumber: string): ThirdPartyId;
}

/** Reads the key files. Throws SealingError naming the file, or CommandSettingError. */
export async function loadKeyRings(configuration: CommandConfiguration): Promise<KeyRings> {
  const load = async (
    path: string,
    algorithm: KeyAlgorithm,
    part: 'public' | 'private',
  ): Promise<readonly StoredKey[]> =>
    await loadKeyFile(path, {
      algorithm,
      part,
      allowReadableByOthers: configuration.RIEL_ENV === 'local',
    });
  const thirdPartyKeys = await load(
    configuration.THIRD_PARTY_HASH_KEY_FILE,
    'HMAC-SHA256',
    'private',
  );
  const [thirdPartyKey, another] = thirdPartyKeys;
  // Two keys would give one person two ids, and nobody could say which one the books carry.
  if (thirdPartyKey === undefined || another !== undefined) {
    throw new CommandSettingError('THIRD_PARTY_HASH_KEY_FILE', 'must hold exactly one key');
  }
  const thirdPartyHashKey = hashKeyOf(thirdPartyKey);
  const hashKeys = hashKeysOf(
    await load(configuration.IDEMPOTENCY_HASH_KEY_FILE, 'HMAC-SHA256', 'private'),
  );
  const openingKeysFile = configuration.COMMAND_OPENING_KEYS_FILE;
  return {
    sealer: await createSealer({
      recipients: await load(configuration.PAYEE_RECIPIENTS_FILE, 'X25519', 'public'),
      dataKeyMaximumAgeMilliseconds: configuration.DATA_KEY_MAXIMUM_AGE_SECONDS * 1000,
    }),
    signer: createRequestSigner(
      await load(configuration.REQUEST_SIGNING_KEY_FILE, 'Ed25519', 'private'),
    ),
    hasherFor: (form) => createCommandHasher(hashKeys, form),
    opener:
      openingKeysFile === undefined
        ? null
        : await createOpener({ privateKeys: await load(openingKeysFile, 'X25519', 'private') }),
    thirdPartyIdOf: (documentType, documentNumber) =>
      thirdPartyIdOf(thirdPartyHashKey, documentType, documentNumber),
  };
}

// The newest key hashes; the older ones stay, to compare with what they hashed.
function hashKeysOf(keys: readonly StoredKey[]): readonly [HashKey, ...HashKey[]] {
  const newest = newestOf(keys);
  if (newest === null) throw new CommandSettingError('IDEMPOTENCY_HASH_KEY_FILE', 'holds no key');
  const ready = (key: StoredKey): HashKey => ({ keyId: key.keyId, key: hashKeyOf(key) });
  const older = keys.filter(({ keyId }) => keyId !== newest.keyId);
  return [ready(newest), ...older.map(ready)];
}
