import type { MinorUnits } from '@riel/schemas';
import { MoneyError } from './errors.ts';
import { minorUnits } from './minor-units.ts';

/**
 * How a part of a minor unit is rounded. All are symmetric: the result of a negative base is the
 * negative result of the positive one.
 *
 * - `half-up`: to the nearest, a half away from zero
 * - `half-even`: to the nearest, a half to the even neighbour
 * - `down`: towards zero
 * - `up`: away from zero
 */
export const roundings = ['half-up', 'half-even', 'down', 'up'] as const;
export type Rounding = (typeof roundings)[number];

/** A rate as a fraction, so that 4 per 1,000 is exact. */
export interface Rate {
  readonly base: MinorUnits;
  /** Zero or more. */
  readonly numerator: bigint;
  /** Above zero. */
  readonly denominator: bigint;
  readonly rounding: Rounding;
}

/**
 * base x numerator / denominator, rounded to whole minor units as named.
 *
 * @throws MoneyError `RIEL_MONEY_RATE_INVALID`, `RIEL_MONEY_OUT_OF_RANGE`
 */
export function roundRate({ base, numerator, denominator, rounding }: Rate): MinorUnits {
  if (numerator < 0n || denominator <= 0n) {
    throw new MoneyError(
      'RIEL_MONEY_RATE_INVALID',
      'numerator must not be negative and denominator must be above zero',
    );
  }
  const negative = base < 0n;
  const product = (negative ? 0n - base : base) * numerator;
  const whole = product / denominator;
  const remainder = product % denominator;
  const size = roundsAway({ whole, remainder, denominator, rounding }) ? whole + 1n : whole;
  return minorUnits(negative ? -size : size);
}

interface Remainder {
  readonly whole: bigint;
  readonly remainder: bigint;
  readonly denominator: bigint;
  readonly rounding: Rounding;
}

function roundsAway({ whole, remainder, denominator, rounding }: Remainder): boolean {
  if (remainder === 0n) return false;
  if (rounding === 'down') return false;
  if (rounding === 'up') return true;
  const twice = remainder * 2n;
  if (twice !== denominator) return twice > denominator;
  return rounding === 'half-up' || whole % 2n === 1n;
}
