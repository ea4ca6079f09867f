import type { Database, Transaction } from '@riel/database';
import { uuidV7 } from '@riel/ids';
import type { DatedApiKey } from '@riel/mono-client';
import type { Logger } from '@riel/runtime';
import type { Instant } from '@riel/schemas';
import { planKeys, type KeyPurpose } from './choose-keys.ts';
import { deleteOpenRead, insertKeys, insertOpenRead, lockActiveKeys } from './sql/key-rows.ts';

/**
 * Hands out API keys. Files say which keys there are; rows say which of them may be used, on every
 * instance at once. A key is handed out only inside a transaction that records the request that will
 * be made with it, so that a revocation can wait for the last of them.
 */
export interface KeyDesk {
  /** The key for what the transaction records; null if there is none at present. */
  choose(transaction: Transaction, purpose: KeyPurpose): Promise<DatedApiKey | null>;
  /**
   * Reads with a key. `work` makes requests that all begin at once, so that the total time-out
   * bounds how long the key is in use. Null if there is no key.
   */
  read<Result>(work: (apiKey: DatedApiKey) => Promise<Result>): Promise<Result | null>;
  /** Mono answered 401 or 403 to this key: others are tried first for a while. */
  refused(keyId: string): void;
  /** Makes rows of keys whose files are new. */
  register(): Promise<void>;
}

export interface KeyDeskPorts {
  readonly database: Database;
  readonly keys: () => readonly DatedApiKey[];
  readonly logger: Logger;
  readonly now: () => Instant;
  /** Keys above this age are not used; null for no limit. */
  readonly ageDaysMax: number | null;
  readonly refusedMilliseconds: number;
  /** Milliseconds of a clock that only moves forward. */
  readonly steadyMilliseconds: () => number;
  /** A recorded read that has not begun within is never begun: a revocation waits no longer. */
  readonly readStartMillisecondsMax: number;
}

const MICROSECONDS_PER_MILLISECOND = 1_000;

/** Makes the desk. `register` must have run once before a key is chosen. */
export function createKeyDesk(ports: KeyDeskPorts): KeyDesk {
  const { database } = ports;
  const refusedUntil = new Map<string, number>();
  const milliseconds = (): number => ports.now() / MICROSECONDS_PER_MILLISECOND;
  const choose: KeyDesk['choose'] = async (transaction, purpose) => {
    const candidates = planKeys(ports.keys(), {
      purpose,
      refusedUntil,
      nowMilliseconds: milliseconds(),
      ageDaysMax: ports.ageDaysMax,
    });
    if (candidates.length === 0) return null;
    const active = await lockActiveKeys(
      transaction,
      candidates.map(({ id }) => id),
    );
    return candidates.find(({ id }) => active.has(id)) ?? null;
  };
  const beginRead = async (readId: string): Promise<DatedApiKey | null> =>
    await database.transaction(async (transaction) => {
      const key = await choose(transaction, 'read');
      if (key !== null) {
        await insertOpenRead(transaction, { readId, keyId: key.id, at: ports.now() });
      }
      return key;
    });
  return {
    choose,
    read: async (work) => {
      const readId = uuidV7();
      const recordedAt = ports.steadyMilliseconds();
      const key = await beginRead(readId);
      if (key === null) return null;
      try {
        const waited = ports.steadyMilliseconds() - recordedAt;
        return waited > ports.readStartMillisecondsMax ? null : await work(key);
      } finally {
        await deleteOpenRead(database.kysely, readId);
      }
    },
    refused: (keyId) => {
      refusedUntil.set(keyId, milliseconds() + ports.refusedMilliseconds);
      ports.logger.error({ keyId }, 'Mono refuses an API key');
    },
    register: async () => {
      await insertKeys(
        database.kysely,
        ports.keys().map(({ id }) => id),
        ports.now(),
      );
    },
  };
}
