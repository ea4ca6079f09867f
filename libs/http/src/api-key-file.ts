import { readFile } from 'node:fs/promises';
import type { MonoAccountId } from '@riel/schemas';
import { isCallerName } from '@riel/schemas';
import { HttpError } from './errors.ts';
import { type Principal, type Scope, scopes } from './principal.ts';

const HASH = /^[0-9a-f]{64}$/;
const KEY_ID = /^[\w.:-]{1,100}$/;
const ALL_ACCOUNTS = '*';

/** An API key without the key: its SHA-256, and who holds it. */
export interface ApiKey {
  /** 32 bytes. */
  readonly sha256: Buffer;
  readonly principal: Principal;
}

/**
 * Reads a file of API keys: a JSON array of `{ id, sha256, caller, scopes, monoAccounts }`, `sha256`
 * being the key's hash in hexadecimal, and the Mono account `*` meaning all.
 *
 * @throws HttpError `RIEL_API_KEYS_UNREADABLE`, `RIEL_API_KEYS_MALFORMED` naming file and field
 */
export async function loadApiKeys(path: string): Promise<readonly ApiKey[]> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    throw new HttpError('RIEL_API_KEYS_UNREADABLE', `${path} cannot be read`, { cause: error });
  }
  const entries = parseEntries(path, text);
  const ids = new Set<unknown>();
  return entries.map((entry, index) => {
    const wrong = problemOf(entry) ?? (ids.has(entry['id']) ? 'id stands in it twice' : null);
    if (wrong !== null) throw malformed(path, `[${index}].${wrong}`);
    ids.add(entry['id']);
    return apiKeyOf(entry as unknown as Entry);
  });
}

interface Entry {
  readonly id: string;
  readonly sha256: string;
  readonly caller: Principal['caller'];
  readonly scopes: readonly Scope[];
  readonly monoAccounts: readonly MonoAccountId[];
}

function apiKeyOf({ id, sha256, caller, scopes: granted, monoAccounts }: Entry): ApiKey {
  const all = monoAccounts.some((account) => account === ALL_ACCOUNTS);
  return {
    sha256: Buffer.from(sha256, 'hex'),
    principal: {
      keyId: id,
      caller,
      scopes: new Set(granted),
      monoAccounts: all ? 'all' : new Set(monoAccounts),
    },
  };
}

function parseEntries(path: string, text: string): readonly Record<string, unknown>[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw malformed(path, 'it is not JSON');
  }
  const isEntry = (entry: unknown): boolean => typeof entry === 'object' && entry !== null;
  if (!Array.isArray(parsed) || !parsed.every(isEntry)) {
    throw malformed(path, 'it is not a list of objects');
  }
  return parsed as readonly Record<string, unknown>[];
}

function problemOf(entry: Readonly<Record<string, unknown>>): string | null {
  const { id, sha256, caller, monoAccounts } = entry;
  if (typeof id !== 'string' || !KEY_ID.test(id)) return 'id is not an id';
  if (typeof sha256 !== 'string' || !HASH.test(sha256)) {
    return 'sha256 is not 64 hexadecimal digits in lower case';
  }
  if (typeof caller !== 'string' || !isCallerName(caller)) return 'caller is not a caller';
  if (!isListOfTexts(monoAccounts)) return 'monoAccounts is not a list of ids';
  const granted = entry['scopes'];
  if (!isListOfTexts(granted)) return 'scopes is not a list';
  const known = granted.every((scope) => scopes.some((each) => each === scope));
  return known ? null : 'scopes names an unknown scope';
}

function isListOfTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

function malformed(path: string, wrong: string): HttpError {
  return new HttpError('RIEL_API_KEYS_MALFORMED', `${path}: ${wrong}`);
}
