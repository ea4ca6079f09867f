import { createHmac, type KeyObject } from 'node:crypto';
import { lengthPrefixed } from '@riel/ids';
import { HashKeyMissingError } from '../errors.ts';
import type { CommandHash } from './acceptance.ts';

/** A key under which commands are hashed. */
export interface HashKey {
  readonly keyId: string;
  readonly key: KeyObject;
}

/** How commands of one kind are written to be compared. */
export interface CanonicalForm<Command> {
  /** A new version is added beside the old one: stored hashes must stay comparable for ever. */
  readonly version: number;
  readonly fieldsOf: (command: Command) => readonly string[];
}

/** Hashes commands, so that a reused key is noticed without keeping whom they name. */
export interface CommandHasher<Command> {
  hash(command: Command): CommandHash;
  /**
   * Whether the stored hash is this command's.
   *
   * @throws HashKeyMissingError `RIEL_HASH_KEY_MISSING` when its key is gone
   */
  isHashOf(known: CommandHash, command: Command): boolean;
}

/**
 * The hash is keyed, because a bare digest of a payee could be guessed: documents are short numbers.
 *
 * @param keys the first one hashes; the others only compare with what they hashed before
 */
export function createCommandHasher<Command>(
  keys: readonly [HashKey, ...HashKey[]],
  form: CanonicalForm<Command>,
): CommandHasher<Command> {
  const [current] = keys;
  const keysById = new Map(keys.map((key) => [key.keyId, key]));
  const digestOf = (command: Command, { key }: HashKey): string =>
    createHmac('sha256', key)
      .update(lengthPrefixed(form.fieldsOf(command)))
      .digest('hex');
  return {
    hash: (command) => ({
      version: form.version,
      keyId: current.keyId,
      digest: digestOf(command, current),
    }),
    isHashOf(known, command) {
      const key = keysById.get(known.keyId);
      if (key === undefined) throw new HashKeyMissingError(known.keyId);
      // One version exists; the next one branches here.
      return known.version === form.version && digestOf(command, key) === known.digest;
    },
  };
}
