import { createHash, randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monoSignatureHeader } from '@riel/mono-client';
import { generateHashKey, generateOpeningKey, publicPart, writeKeyFile } from '@riel/sealing';

/** Addresses and a database of one test's own. */
export interface WebhookStackOptions {
  readonly databaseUrl: string;
  readonly kafkaBrokers: readonly string[];
  readonly schemaRegistryUrl: string;
  readonly monoBaseUrl: string;
}

/** The files that a webhook service of a test reads, and the settings that name them. */
export interface WebhookStack {
  readonly environment: Readonly<Record<string, string>>;
  readonly secret: string;
  /** API key with the scope `ops`, and another without. */
  readonly opsKey: string;
  readonly otherKey: string;
  readonly folder: string;
  readonly readerKey: ReturnType<typeof generateOpeningKey>;
  /** Adds or changes a secret's file. */
  writeSecret(id: string, secret: string, createdAt: string): Promise<void>;
  /** Adds or changes the file of a key of Mono's API. */
  writeApiKey(id: string, role: string, key: string): Promise<void>;
  remove(): Promise<void>;
}

/** Makes keys and secrets. */
export async function createWebhookStack(options: WebhookStackOptions): Promise<WebhookStack> {
  const folder = await mkdtemp(join(tmpdir(), 'riel-webhook-'));
  const path = (name: string): string => join(folder, name);
  const readerKey = generateOpeningKey('reader-1');
  await writeKeyFile(path('reader.json'), [readerKey]);
  await writeKeyFile(path('recipients.json'), [publicPart(readerKey)]);
  await writeKeyFile(path('third-party.json'), [generateHashKey('third-party-1')]);
  await mkdir(path('secrets'));
  await mkdir(path('api-keys'));
  const secret = `whsec_${randomBytes(24).toString('base64url')}`;
  const writeSecret = async (id: string, value: string, createdAt: string): Promise<void> =>
    await writeFile(path(`secrets/${id}.json`), JSON.stringify({ id, createdAt, secret: value }));
  await writeSecret('secret-1', secret, '2026-01-01T00:00:00Z');
  const opsKey = randomBytes(18).toString('base64url');
  const otherKey = randomBytes(18).toString('base64url');
  const keyOf = (id: string, key: string, scopes: readonly string[]) => ({
    id,
    sha256: createHash('sha256').update(key).digest('hex'),
    caller: 'operator',
    scopes,
    monoAccounts: ['*'],
  });
  const apiKeys = [keyOf('ops-1', opsKey, ['ops']), keyOf('other-1', otherKey, ['ledger:read'])];
  await writeFile(path('caller-keys.json'), JSON.stringify(apiKeys));
  const writeApiKey = async (id: string, role: string, key: string): Promise<void> => {
    const createdAt = '2026-01-01T00:00:00Z';
    await writeFile(path(`api-keys/${id}.json`), JSON.stringify({ id, createdAt, role, key }));
  };
  await writeApiKey('key-1', 'Viewer', 'mono_viewer');
  return {
    secret,
    opsKey,
    otherKey,
    folder,
    readerKey,
    writeSecret,
    writeApiKey,
    environment: {
      RIEL_ENV: 'local',
      LOG_LEVEL: 'silent',
      DATABASE_URL: options.databaseUrl,
      KAFKA_BROKERS: options.kafkaBrokers.join(','),
      SCHEMA_REGISTRY_URL: options.schemaRegistryUrl,
      MONO_BASE_URL: options.monoBaseUrl,
      CONSUMER_GROUP: `riel-webhook-${randomBytes(5).toString('hex')}`,
      MONO_WEBHOOK_SECRETS_DIRECTORY: path('secrets'),
      MONO_API_KEYS_DIRECTORY: path('api-keys'),
      PAYEE_RECIPIENTS_FILE: path('recipients.json'),
      THIRD_PARTY_HASH_KEY_FILE: path('third-party.json'),
      API_KEYS_FILE: path('caller-keys.json'),
      CONSUMER_RETRY_MILLISECONDS: '200',
      UNNAMED_HOLD_MILLISECONDS: '400',
      MONO_LOOKUP_GAP_MILLISECONDS: '100',
      SECRET_STATUS_POLL_MILLISECONDS: '50',
      LOOK_UP_POLL_MILLISECONDS: '50',
      LOOK_UP_RETRY_MILLISECONDS_MIN: '50',
      MATCH_POLL_MILLISECONDS: '50',
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

/** Sends a body as Mono would, or with what is changed. */
export async function sendWebhook(
  httpUrl: string,
  body: string,
  options: {
    readonly secret: string;
    readonly signedAtSeconds?: number;
    readonly headers?: Record<string, string>;
  },
): Promise<Response> {
  const rawBody = Buffer.from(body, 'utf8');
  const signedAtSeconds = options.signedAtSeconds ?? Math.floor(Date.now() / 1_000);
  return await fetch(`${httpUrl}/v1/webhooks/mono`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'mono-signature': monoSignatureHeader({ secret: options.secret, signedAtSeconds, rawBody }),
      ...options.headers,
    },
    body: rawBody,
  });
}
