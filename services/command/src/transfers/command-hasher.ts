import { createHmac, type KeyObject } from 'node:crypto';
import { lengthPrefixed } from '@riel/ids';
import { HashKeyMissingError } from '../errors.ts';
import type { CommandHash } from './acceptance.ts';
import { CANONICAL_VERSION, canonicalCommand } from './canonical-command.ts';
import type { TransferCommand } from './transfer-command.ts';

/** A key under which commands are hashed. */
export interface HashKey {
  readonly keyId: string;
  readonly key: KeyObject;
}

/** Hashes commands, so that a reused key is noticed without keeping the payee. */
export interface CommandHasher {
  hash(command: TransferCommand): CommandHash;
  /**
   * Whether the stored hash is this command's.
   *
   * @throws HashKeyMissingError `RIEL_HASH_KEY_MISSING` when its key is gone
   */
  isHashOf(known: CommandHash, command: TransferCommand): boolean;
}

/**
 * The hash is keyed, because a bare digest of a payee could be guessed: documents are short numbers.
 *
 * @param keys the first one hashes; the others only compare with what they hashed before
 */
export function createCommandHasher(keys: readonly [HashKey, ...HashKey[]]): CommandHasher {
  const [current] = keys;
  const keysById = new Map(keys.map((key) => [key.keyId, key]));
  const digestOf = (command: TransferCommand, { key }: HashKey): string =>
    createHmac('sha256', key)
      .update(lengthPrefixed(canonicalCommand(command)))
      .digest('hex');
  return {
    hash: (command) => ({
      version: CANONICAL_VERSION,
      keyId: current.keyId,
      digest: digestOf(command, current),
    }),
    isHashOf(known, command) {
      const key = keysById.get(known.keyId);
      if (key === undefined) throw new HashKeyMissingError(known.keyId);
      // One version exists; the next one branches here.
      return known.version === CANONICAL_VERSION && digestOf(command, key) === known.digest;
    },
  };
}
