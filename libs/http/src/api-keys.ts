import { hash, timingSafeEqual } from 'node:crypto';
import { unwatchFile, watchFile } from 'node:fs';
import type { Logger, Started } from '@riel/runtime';
import type { Caller } from '@riel/schemas';
import { type ApiKey, loadApiKeys } from './api-key-file.ts';
import { HttpError } from './errors.ts';
import { type Principal, scopes } from './principal.ts';

const RELOAD_MILLISECONDS = 1_000;
const KEY_CHARACTERS_MAX = 512;

/** The API keys of a service. */
export interface ApiKeys extends Started {
  /** Whose key this is, or null. Takes the same time wherever a wrong key differs. */
  find(key: string): Principal | null;
  /** Who a request without a key is: only where open access is allowed and no file is set. */
  readonly openAccess: Principal | null;
  /** Reads the file again now; keeps what it has if the file is broken. */
  reload(): Promise<void>;
}

export interface ApiKeysOptions {
  /** Path of the file, API_KEYS_FILE. */
  readonly file: string | undefined;
  /** Whether a service without a file may start and let everybody in: `RIEL_ENV === 'local'`. */
  readonly allowOpenAccess: boolean;
  readonly logger: Logger;
  /** How often the file is looked at for changes. Default 1 s. */
  readonly reloadMilliseconds?: number;
}

/**
 * Reads API keys and follows the file, so that a key is added or taken away without a restart.
 *
 * @throws HttpError `RIEL_API_KEYS_MISSING` when there are none and open access is not allowed;
 *   `RIEL_API_KEYS_UNREADABLE`, `RIEL_API_KEYS_MALFORMED`
 */
export async function startApiKeys(options: ApiKeysOptions): Promise<ApiKeys> {
  const { file, logger } = options;
  if (file === undefined) return openAccessOrRefuse(options);
  let keys = await loadSome(file);
  const reload = async (): Promise<void> => {
    try {
      keys = await loadSome(file);
      logger.info({ count: keys.length }, 'API keys were read anew');
    } catch (error) {
      logger.error({ error }, 'API keys could not be read anew, the old ones stay');
    }
  };
  const onChange = (): void => void reload();
  // By polling, because a mounted secret changes by a link being swapped above the file.
  const interval = options.reloadMilliseconds ?? RELOAD_MILLISECONDS;
  watchFile(file, { interval, persistent: false }, onChange);
  return {
    find: (key) => findKey(keys, key),
    openAccess: null,
    reload,
    stop: async () => {
      unwatchFile(file, onChange);
      await Promise.resolve();
    },
  };
}

async function loadSome(file: string): Promise<readonly ApiKey[]> {
  const keys = await loadApiKeys(file);
  if (keys.length === 0) throw new HttpError('RIEL_API_KEYS_MISSING', `${file} holds no API key`);
  return keys;
}

function findKey(keys: readonly ApiKey[], key: string): Principal | null {
  if (key.length > KEY_CHARACTERS_MAX) return null;
  const sha256 = hash('sha256', key, 'buffer');
  let found: Principal | null = null;
  // All of them, to the end: the time says nothing about which key was nearly right.
  for (const candidate of keys) {
    if (timingSafeEqual(candidate.sha256, sha256)) found = candidate.principal;
  }
  return found;
}

function openAccessOrRefuse({ allowOpenAccess, logger }: ApiKeysOptions): ApiKeys {
  if (!allowOpenAccess) {
    throw new HttpError(
      'RIEL_API_KEYS_MISSING',
      'API_KEYS_FILE is not set; without API keys a service starts only with RIEL_ENV=local',
    );
  }
  logger.warn({ setting: 'API_KEYS_FILE' }, 'no API keys: everybody is let in');
  const openAccess: Principal = {
    keyId: 'open-access',
    caller: 'local' as Caller,
    scopes: new Set(scopes),
    monoAccounts: 'all',
  };
  const done = async (): Promise<void> => await Promise.resolve();
  return { find: () => null, openAccess, reload: done, stop: done };
}
