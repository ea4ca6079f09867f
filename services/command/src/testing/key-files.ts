import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  generateHashKey,
  generateOpeningKey,
  generateSigningKey,
  publicPart,
  writeKeyFile,
  type StoredKey,
} from '@riel/sealing';

/** An API key of a test: the secret and what the file says of it. */
export interface TestApiKey {
  readonly key: string;
  readonly caller: string;
  readonly monoAccounts: readonly string[];
  readonly scopes?: readonly string[];
}

/** Keys of one test file, in a folder of its own. */
export interface KeyFiles {
  readonly environment: Readonly<Record<string, string>>;
  /** Removed with the keys. */
  readonly folder: string;
  readonly signingKey: StoredKey;
  readonly gatewayKey: StoredKey;
  readonly readerKey: StoredKey;
  readonly openingKey: StoredKey;
  remove(): Promise<void>;
}

/** Makes every key file that the service needs. */
export async function createKeyFiles(apiKeys: readonly TestApiKey[]): Promise<KeyFiles> {
  const folder = await mkdtemp(join(tmpdir(), 'riel-command-'));
  const path = (name: string): string => join(folder, name);
  const signingKey = generateSigningKey('signing-1');
  const gatewayKey = generateOpeningKey('gateway-1');
  const readerKey = generateOpeningKey('reader-1');
  const openingKey = generateOpeningKey('command-1');
  await writeKeyFile(path('signing.json'), [signingKey]);
  await writeKeyFile(path('recipients.json'), [publicPart(gatewayKey), publicPart(readerKey)]);
  await writeKeyFile(path('opening.json'), [openingKey]);
  await writeKeyFile(path('idempotency.json'), [generateHashKey('idempotency-1')]);
  await writeKeyFile(path('third-party.json'), [generateHashKey('third-party-1')]);
  const entries = apiKeys.map(({ key, caller, monoAccounts, scopes }, index) => ({
    id: `key-${index}`,
    sha256: createHash('sha256').update(key).digest('hex'),
    caller,
    scopes: scopes ?? ['transfers:write'],
    monoAccounts,
  }));
  await writeFile(path('api-keys.json'), JSON.stringify(entries));
  return {
    environment: {
      REQUEST_SIGNING_KEY_FILE: path('signing.json'),
      PAYEE_RECIPIENTS_FILE: path('recipients.json'),
      COMMAND_OPENING_KEYS_FILE: path('opening.json'),
      IDEMPOTENCY_HASH_KEY_FILE: path('idempotency.json'),
      THIRD_PARTY_HASH_KEY_FILE: path('third-party.json'),
      API_KEYS_FILE: path('api-keys.json'),
    },
    folder,
    signingKey,
    gatewayKey,
    readerKey,
    openingKey,
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
