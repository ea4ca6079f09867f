import type { MinorUnits } from '@riel/schemas';
import { MoneyError } from './errors.ts';

/** What is shared out, and in which proportion. */
export interface Allocation {
  readonly total: MinorUnits;
  /** Zero or more each, at least one above zero. */
  readonly weights: readonly bigint[];
}

/**
 * Shares a total in proportion to weights so that nothing is lost: the parts sum to the total. Each
 * part is the exact share rounded down (towards zero), and the units left over go one each to the
 * largest remainders, of equal ones to the first.
 *
 * @throws MoneyError `RIEL_MONEY_WEIGHTS_INVALID`
 */
export function allocate({ total, weights }: Allocation): readonly MinorUnits[] {
  const sum = weights.reduce((before, weight) => before + weight, 0n);
  if (sum === 0n || weights.some((weight) => weight < 0n)) {
    throw new MoneyError(
      'RIEL_MONEY_WEIGHTS_INVALID',
      'weights must not be negative, and one must be above zero',
    );
  }
  const negative = total < 0n;
  const size = negative ? 0n - total : total;
  const shares = weights.map((weight, index) => ({
    index,
    part: (size * weight) / sum,
    remainder: (size * weight) % sum,
  }));
  let left = size - shares.reduce((before, share) => before + share.part, 0n);
  const byRemainder = shares.toSorted((one, other) => {
    if (one.remainder === other.remainder) return one.index - other.index;
    return one.remainder > other.remainder ? -1 : 1;
  });
  const parts = shares.map((share) => share.part);
  for (const { index, part } of byRemainder) {
    if (left === 0n) break;
    parts[index] = part + 1n;
    left -= 1n;
  }
  return parts.map((part) => (negative ? -part : part) as MinorUnits);
}
