import { createHash, randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { publicPart, writeKeyFile } from '@riel/sealing';
import type { TestRequests } from './test-requests.ts';

/** Addresses that a gateway of a test is given. */
export interface GatewayFilesOptions {
  readonly databaseUrl: string;
  readonly kafkaBrokers: readonly string[];
  readonly schemaRegistryUrl: string;
  readonly monoBaseUrl: string;
  /** Whose requests it believes and opens. */
  readonly requests: Pick<TestRequests, 'signing' | 'opening'>;
}

/** The files that a gateway process reads, and the settings that name them. */
export interface GatewayFiles {
  readonly environment: Readonly<Record<string, string>>;
  /** API key with the scope `ops`. */
  readonly opsKey: string;
  /** Adds or changes the file of a key of Mono's API. */
  writeApiKey(id: string, createdAt: string, key: string): Promise<void>;
  remove(): Promise<void>;
}

/** Writes the files of a gateway that runs as a process of its own. */
export async function createGatewayFiles(options: GatewayFilesOptions): Promise<GatewayFiles> {
  const folder = await mkdtemp(join(tmpdir(), 'riel-gateway-'));
  const path = (name: string): string => join(folder, name);
  const { signing, opening } = options.requests;
  await writeKeyFile(path('verifying.json'), [publicPart(signing)]);
  await writeKeyFile(path('opening.json'), [opening]);
  await mkdir(path('api-keys'));
  const writeApiKey: GatewayFiles['writeApiKey'] = async (id, createdAt, key) => {
    const file = { id, createdAt, role: 'Administrator', key };
    await writeFile(path(`api-keys/${id}.json`), JSON.stringify(file));
  };
  await writeApiKey('mono-1', new Date().toISOString(), randomBytes(18).toString('base64url'));
  const opsKey = randomBytes(18).toString('base64url');
  const sha256 = createHash('sha256').update(opsKey).digest('hex');
  const callerKey = { id: 'ops-1', sha256, caller: 'operator', scopes: ['ops'] };
  await writeFile(path('callers.json'), JSON.stringify([{ ...callerKey, monoAccounts: ['*'] }]));
  return {
    opsKey,
    writeApiKey,
    environment: {
      RIEL_ENV: 'local',
      LOG_LEVEL: 'warn',
      DATABASE_URL: options.databaseUrl,
      KAFKA_BROKERS: options.kafkaBrokers.join(','),
      SCHEMA_REGISTRY_URL: options.schemaRegistryUrl,
      MONO_BASE_URL: options.monoBaseUrl,
      API_KEYS_FILE: path('callers.json'),
      REQUEST_VERIFYING_KEYS_FILE: path('verifying.json'),
      PAYEE_OPENING_KEYS_FILE: path('opening.json'),
      MONO_API_KEYS_DIRECTORY: path('api-keys'),
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
