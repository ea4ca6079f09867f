import { retryAfterMilliseconds, type MonoApiKey, type MonoOutcome } from '@riel/mono-client';
import { MonoUnavailableError } from '../errors.ts';

/** Gives the keys to ask with, the best first. */
export type ApiKeyRing = () => readonly MonoApiKey[];

const refusedKey: ReadonlySet<number> = new Set([401, 403]);

/**
 * Asks Mono and returns what it said. A key that is refused is followed by the next one. Throws
 * MonoUnavailableError for everything that is no answer; `null` is a 404 or Mono's word for it.
 */
export async function askMono<Value>(
  what: string,
  keys: ApiKeyRing,
  ask: (apiKey: MonoApiKey) => Promise<MonoOutcome<Value>>,
): Promise<Value | null> {
  let refusal = 'no API key';
  for (const apiKey of keys()) {
    const outcome = await ask(apiKey);
    if (outcome.kind === 'failed') throw new MonoUnavailableError(what, outcome.failure);
    if (outcome.body.kind === 'parsed') return outcome.body.value;
    const { status } = outcome;
    if (isNotFound(outcome)) return null;
    if (!refusedKey.has(status)) {
      const wait = retryAfterMilliseconds(outcome.headers['retry-after'], Date.now());
      const problem = outcome.body.kind === 'unreadable' ? 'unreadable' : `status ${status}`;
      throw new MonoUnavailableError(what, problem, wait);
    }
    refusal = `status ${status}`;
  }
  throw new MonoUnavailableError(what, refusal);
}

function isNotFound<Value>(outcome: MonoOutcome<Value>): boolean {
  if (outcome.kind === 'failed') return false;
  if (outcome.status === 404) return true;
  return (
    outcome.body.kind === 'mono-error' &&
    outcome.body.error.errors.some((error) => error.errorCode === 'item_not_found')
  );
}
