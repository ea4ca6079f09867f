import { createHash } from 'node:crypto';
import { BoundedMap } from '../core/bounded-map.ts';

/** An answer that is kept for its key. */
export interface KeptAnswer {
  readonly status: number;
  readonly body: string;
}

type Entry = { readonly digest: string; answer: KeptAnswer | null };

/** What a key is when a request with it arrives. */
export type KeyState =
  | { readonly kind: 'new' }
  | { readonly kind: 'answered'; readonly answer: KeptAnswer }
  /** The same key with another body: 409. */
  | { readonly kind: 'conflict' }
  /** The first request with the key has not been answered yet: 409. */
  | { readonly kind: 'in-flight' };

export interface IdempotencyKeys {
  /** Looks a key up and, if it is new, marks it as in flight. */
  begin(key: string, body: Uint8Array): KeyState;
  finish(key: string, answer: KeptAnswer): void;
  /** Forgets the key: the request failed without an effect, or a fault says so. */
  forget(key: string): void;
}

/**
 * Mono's cache of answers by idempotency key, global over keys and callers. Which differences of the
 * body count is not documented; here every byte does.
 */
export function createIdempotencyKeys(keysMax: number): IdempotencyKeys {
  const entries = new BoundedMap<string, Entry>(keysMax);
  return {
    begin(key, body) {
      const digest = createHash('sha256').update(body).digest('base64');
      const entry = entries.get(key);
      if (entry === undefined) {
        entries.set(key, { digest, answer: null });
        return { kind: 'new' };
      }
      if (entry.digest !== digest) return { kind: 'conflict' };
      return entry.answer === null
        ? { kind: 'in-flight' }
        : { kind: 'answered', answer: entry.answer };
    },
    finish(key, answer) {
      const entry = entries.get(key);
      if (entry !== undefined) entry.answer = answer;
    },
    forget: (key) => entries.delete(key),
  };
}
