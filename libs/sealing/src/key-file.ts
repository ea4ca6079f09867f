import { open, rename, writeFile } from 'node:fs/promises';
import { SealingError } from './errors.ts';
import { type KeyAlgorithm, keyAlgorithms, type StoredKey } from './key.ts';

const READABLE_BY_OTHERS = 0o004;
const KEY_ID = /^[\w.:-]{1,100}$/;

export interface KeyFileOptions {
  /** The only algorithm that the keys of this file may have. */
  readonly algorithm: KeyAlgorithm;
  /** Which part every key of the file must have. */
  readonly part: 'public' | 'private';
  /**
   * Whether to take private keys from a file that every user of the machine can read. Only for a
   * developer's machine.
   */
  readonly allowReadableByOthers: boolean;
}

/**
 * Reads a key file: `{ "keys": [{ keyId, algorithm, createdAt, publicKey?, privateKey? }] }`, keys
 * as JWK. There is at least one key and no id twice.
 *
 * @throws SealingError `RIEL_KEY_FILE_UNREADABLE`, `RIEL_KEY_FILE_OPEN`, `RIEL_KEY_FILE_MALFORMED`,
 *   each naming the file and what is wrong with it
 */
export async function loadKeyFile(
  path: string,
  options: KeyFileOptions,
): Promise<readonly StoredKey[]> {
  const { text, mode } = await readWithMode(path);
  const keys = parseKeys(path, text);
  const ids = new Set<string>();
  for (const key of keys) {
    if (key.algorithm !== options.algorithm) {
      throw malformed(path, `key ${key.keyId} is ${key.algorithm}, not ${options.algorithm}`);
    }
    const part = options.part === 'public' ? key.publicKey : key.privateKey;
    if (part === undefined) throw malformed(path, `key ${key.keyId} has no ${options.part} key`);
    if (ids.has(key.keyId)) throw malformed(path, `key id ${key.keyId} stands in it twice`);
    ids.add(key.keyId);
  }
  const secret = keys.some((key) => key.privateKey !== undefined);
  if (secret && (mode & READABLE_BY_OTHERS) !== 0 && !options.allowReadableByOthers) {
    throw new SealingError(
      'RIEL_KEY_FILE_OPEN',
      `${path} holds private keys and every user can read it; take that right away (chmod o-r)`,
    );
  }
  return keys;
}

/** Writes a key file whole or not at all; with a private key in it, only its owner can read it. */
export async function writeKeyFile(path: string, keys: readonly StoredKey[]): Promise<void> {
  const secret = keys.some((key) => key.privateKey !== undefined);
  const unfinished = `${path}.${process.pid}.unfinished`;
  await writeFile(unfinished, `${JSON.stringify({ keys }, null, 2)}\n`, {
    mode: secret ? 0o600 : 0o644,
  });
  await rename(unfinished, path);
}

async function readWithMode(path: string): Promise<{ text: string; mode: number }> {
  try {
    await using file = await open(path);
    const { mode } = await file.stat();
    return { text: await file.readFile('utf8'), mode };
  } catch (error) {
    throw new SealingError('RIEL_KEY_FILE_UNREADABLE', `${path} cannot be read`, { cause: error });
  }
}

function parseKeys(path: string, text: string): readonly StoredKey[] {
  let parsed: unknown = null;
  try {
    parsed = JSON.parse(text);
  } catch {
    // No cause: a JSON error quotes the text, and the text is a secret.
    throw malformed(path, 'it is not JSON');
  }
  const keys = isObject(parsed) ? parsed['keys'] : undefined;
  if (!Array.isArray(keys) || keys.length === 0) throw malformed(path, 'it has no list of keys');
  return keys.map((key: unknown, index) => {
    const problem = problemOf(key);
    if (problem !== null) throw malformed(path, `keys[${index}]${problem}`);
    return key as StoredKey;
  });
}

function problemOf(key: unknown): string | null {
  if (!isObject(key)) return ' is not an object';
  const { keyId, algorithm, createdAt } = key;
  if (typeof keyId !== 'string' || !KEY_ID.test(keyId)) return '.keyId is not an id';
  if (!keyAlgorithms.some((known) => known === algorithm)) return '.algorithm is not a known one';
  if (typeof createdAt !== 'string' || Number.isNaN(Date.parse(createdAt))) {
    return '.createdAt is not a time';
  }
  for (const part of ['publicKey', 'privateKey']) {
    if (key[part] !== undefined && !isObject(key[part])) return `.${part} is not a JWK`;
  }
  return null;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function malformed(path: string, problem: string): SealingError {
  return new SealingError('RIEL_KEY_FILE_MALFORMED', `${path}: ${problem}`);
}
