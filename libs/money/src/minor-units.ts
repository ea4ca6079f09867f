import type { MinorUnits } from '@riel/schemas';
import { MoneyError } from './errors.ts';

/** Largest amount that a signed 64 bit integer (Avro long, PostgreSQL bigint) holds. */
export const MINOR_UNITS_MAX = (2n ** 63n - 1n) as MinorUnits;
/** Smallest amount that a signed 64 bit integer holds. */
export const MINOR_UNITS_MIN = -(2n ** 63n) as MinorUnits;

const DIGITS = /^-?(?:0|[1-9]\d{0,18})$/;

/** Outcome of reading an amount from outside. */
export type ParsedMinorUnits =
  | { readonly kind: 'amount'; readonly minorUnits: MinorUnits }
  | {
      readonly kind: 'invalid';
      readonly reason: 'not-an-integer' | 'not-exact' | 'out-of-range';
    };

/** Whether a number of minor units fits into a signed 64 bit integer. */
export function isInRange(value: bigint): boolean {
  return value >= MINOR_UNITS_MIN && value <= MINOR_UNITS_MAX;
}

/**
 * Brands a number of minor units.
 *
 * @throws MoneyError `RIEL_MONEY_OUT_OF_RANGE` when it does not fit into a signed 64 bit integer
 */
export function minorUnits(value: bigint): MinorUnits {
  if (!isInRange(value)) {
    throw new MoneyError('RIEL_MONEY_OUT_OF_RANGE', 'amount does not fit into 64 bits');
  }
  return value as MinorUnits;
}

/**
 * Reads minor units as JSON carries them: an integer, or a text of digits with an optional minus.
 *
 * A JSON number beyond 2^53 may have lost its last digits on the way, so it is refused as
 * `not-exact`; such an amount must come as text. Spaces, plus signs, leading zeros, fractions and
 * exponents are refused, and so is minus zero.
 */
export function parseMinorUnits(value: unknown): ParsedMinorUnits {
  if (typeof value === 'bigint') return inRange(value);
  if (typeof value === 'number') {
    if (!Number.isInteger(value) || Object.is(value, -0)) return invalid('not-an-integer');
    return Number.isSafeInteger(value) ? inRange(BigInt(value)) : invalid('not-exact');
  }
  if (typeof value !== 'string' || !DIGITS.test(value) || value === '-0') {
    return invalid(isLongInteger(value) ? 'out-of-range' : 'not-an-integer');
  }
  return inRange(BigInt(value));
}

/** Minor units as JSON carries them outwards: a text of digits, exact in every language. */
export function formatMinorUnits(value: MinorUnits): string {
  return value.toString();
}

function inRange(value: bigint): ParsedMinorUnits {
  if (!isInRange(value)) return invalid('out-of-range');
  return { kind: 'amount', minorUnits: value as MinorUnits };
}

function invalid(reason: 'not-an-integer' | 'not-exact' | 'out-of-range'): ParsedMinorUnits {
  return { kind: 'invalid', reason };
}

function isLongInteger(value: unknown): boolean {
  return typeof value === 'string' && /^-?[1-9]\d{19,}$/.test(value);
}
