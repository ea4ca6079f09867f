import { MonoClientError } from '../errors.ts';

/** The largest whole number that every JSON reader keeps exactly: 2^53 - 1. */
const EXACT_MAX = BigInt(Number.MAX_SAFE_INTEGER);

/**
 * An amount as a JSON number that no reader rounds. Throws RIEL_MONO_REQUEST_INVALID if it is not
 * positive or too large to be exact.
 */
export function jsonAmount(amount: bigint): number {
  if (amount <= 0n || amount > EXACT_MAX) {
    throw new MonoClientError('RIEL_MONO_REQUEST_INVALID', 'amount cannot be sent exactly');
  }
  return Number(amount);
}

/** Leaves out what is null: Mono documents defaults for what is not sent, and nothing for null. */
export function withoutNulls(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));
}
