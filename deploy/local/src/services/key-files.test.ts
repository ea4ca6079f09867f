import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadKeyFile } from '@riel/sealing';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createCredentials } from './credentials.ts';
import { writeKeyFiles } from './key-files.ts';

const strict = { allowReadableByOthers: false } as const;
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'riel-keys-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

test('what one service seals or signs, the other has the key for', async () => {
  const keys = await writeKeyFiles(join(folder, 'keys'), createCredentials({}));
  const read = (path: string, algorithm: 'Ed25519' | 'X25519', part: 'public' | 'private') =>
    loadKeyFile(path, { algorithm, part, ...strict });
  const [signing] = await read(keys.requestSigning, 'Ed25519', 'private');
  const verifying = await read(keys.requestVerifying, 'Ed25519', 'public');
  expect(verifying).toEqual([expect.objectContaining({ publicKey: signing?.publicKey })]);
  expect(verifying[0]?.privateKey).toBeUndefined();
  const recipients = await read(keys.payeeRecipients, 'X25519', 'public');
  const gateway = await read(keys.gatewayOpening, 'X25519', 'private');
  const reader = await read(keys.readerOpening, 'X25519', 'private');
  expect(recipients.map((key) => key.publicKey)).toEqual(
    [...gateway, ...reader].map((key) => key.publicKey),
  );
});

test('nobody else can read them, and no key of an API lies in the file of API keys', async () => {
  const credentials = createCredentials({});
  const keys = await writeKeyFiles(join(folder, 'keys'), credentials);
  expect(statSync(join(folder, 'keys')).mode & 0o777).toBe(0o700);
  const text = readFileSync(keys.apiKeys, 'utf8');
  expect(text).not.toContain(credentials.apiKey);
  expect(text).toContain(createHash('sha256').update(credentials.apiKey).digest('hex'));
  for (const entry of readdirSync(join(folder, 'keys'), { recursive: true, withFileTypes: true })) {
    const mode = statSync(join(entry.parentPath, entry.name)).mode & 0o077;
    expect(
      mode === 0 ||
        entry.name.endsWith('payeeRecipients.json') ||
        entry.name.endsWith('requestVerifying.json'),
    ).toBe(true);
  }
});

test('credentials of another Mono are taken from the environment', () => {
  const given = { MONO_API_KEY: 'theirs', MONO_WEBHOOK_SECRET: 'whsec_theirs' };
  const credentials = createCredentials(given);
  expect(credentials).toMatchObject({ monoApiKey: 'theirs', monoWebhookSecret: 'whsec_theirs' });
  expect(createCredentials({}).apiKey).not.toBe(createCredentials({}).apiKey);
  expect(createCredentials({}).monoWebhookSecret).toMatch(/^whsec_/);
});
