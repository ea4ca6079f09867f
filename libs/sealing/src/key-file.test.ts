import { chmod, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import {
  generateHashKey,
  generateOpeningKey,
  generateSigningKey,
  newestOf,
  publicPart,
  type StoredKey,
} from './key.ts';
import { type KeyFileOptions, loadKeyFile, writeKeyFile } from './key-file.ts';

const CANARY = 'c4n4ry';
const signing: KeyFileOptions = {
  algorithm: 'Ed25519',
  part: 'private',
  allowReadableByOthers: false,
};

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'riel-sealing-'));
  onTestFinished(async () => await rm(folder, { recursive: true }));
  return folder;
}

async function pathWith(content: string, mode = 0o600): Promise<string> {
  const path = join(await temporaryFolder(), 'keys.json');
  await writeFile(path, content);
  await chmod(path, mode);
  return path;
}

test('keys of every kind are written and read the same', async () => {
  const kinds = [
    [generateSigningKey('sign-1'), 'Ed25519'],
    [generateOpeningKey('reader-2026-11'), 'X25519'],
    [generateHashKey('hash-1'), 'HMAC-SHA256'],
  ] as const;
  const folder = await temporaryFolder();
  for (const [key, algorithm] of kinds) {
    const path = join(folder, `${key.keyId}.json`);
    await writeKeyFile(path, [key]);
    expect(await loadKeyFile(path, { ...signing, algorithm })).toEqual([key]);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  }
  expect(await readdir(folder)).toHaveLength(3);
});

test('the public part holds nothing private, and everybody may read its file', async () => {
  const key = generateOpeningKey('reader-1');
  const handedOut = publicPart(key);
  expect(JSON.stringify(handedOut)).not.toContain(String(key.privateKey?.d));
  const path = join(await temporaryFolder(), 'public.json');
  await writeKeyFile(path, [handedOut]);
  await chmod(path, 0o644);
  const options = { ...signing, algorithm: 'X25519', part: 'public' } as const;
  expect(await loadKeyFile(path, options)).toEqual([handedOut]);
});

test('private keys that everybody can read are refused, except on a developer machine', async () => {
  const content = JSON.stringify({ keys: [generateSigningKey('sign-1')] });
  const open = await pathWith(content, 0o644);
  await expect(loadKeyFile(open, signing)).rejects.toMatchObject({ code: 'RIEL_KEY_FILE_OPEN' });
  // A private key does not become public by being asked for its public part.
  const asPublic = { ...signing, part: 'public' } as const;
  await expect(loadKeyFile(open, asPublic)).rejects.toMatchObject({ code: 'RIEL_KEY_FILE_OPEN' });
  expect(await loadKeyFile(open, { ...signing, allowReadableByOthers: true })).toHaveLength(1);
  expect(await loadKeyFile(await pathWith(content, 0o640), signing)).toHaveLength(1);
});

test('a file that is missing or malformed is named with what is wrong, never quoted', async () => {
  const key = generateSigningKey('sign-1');
  const cases: readonly (readonly [unknown, string])[] = [
    [{}, 'it has no list of keys'],
    [{ keys: [] }, 'it has no list of keys'],
    [{ keys: [CANARY] }, 'keys[0] is not an object'],
    [{ keys: [{ ...key, keyId: `${CANARY} ` }] }, 'keys[0].keyId is not an id'],
    [{ keys: [{ ...key, algorithm: CANARY }] }, 'keys[0].algorithm is not a known one'],
    [{ keys: [{ ...key, createdAt: CANARY }] }, 'keys[0].createdAt is not a time'],
    [{ keys: [{ ...key, privateKey: CANARY }] }, 'keys[0].privateKey is not a JWK'],
    [{ keys: [generateOpeningKey('open-1')] }, 'key open-1 is X25519, not Ed25519'],
    [{ keys: [publicPart(key)] }, 'key sign-1 has no private key'],
    [{ keys: [key, key] }, 'key id sign-1 stands in it twice'],
  ];
  for (const [content, message] of cases) {
    const path = await pathWith(JSON.stringify(content));
    const expected = { code: 'RIEL_KEY_FILE_MALFORMED', message: `${path}: ${message}` };
    await expect(loadKeyFile(path, signing)).rejects.toMatchObject(expected);
  }
  const broken = await pathWith(`{"keys": ${CANARY}`);
  const failure: unknown = await loadKeyFile(broken, signing).catch((error: unknown) => error);
  expect(failure).toMatchObject({ message: `${broken}: it is not JSON` });
  expect(failure).not.toHaveProperty('cause');
  const missing = join(await temporaryFolder(), 'none.json');
  const unreadable = { code: 'RIEL_KEY_FILE_UNREADABLE' };
  await expect(loadKeyFile(missing, signing)).rejects.toMatchObject(unreadable);
});

test('the newest key', () => {
  const keyAt = (keyId: string, createdAt: string): StoredKey =>
    publicPart(generateSigningKey(keyId, createdAt));
  const keys = [
    keyAt('a', '2026-10-01T00:00:00Z'),
    keyAt('b', '2026-11-01T00:00:00-05:00'),
    keyAt('c', '2026-11-01T04:00:00Z'),
  ];
  expect(newestOf(keys)?.keyId).toBe('b');
  expect(newestOf([])).toBeNull();
});
