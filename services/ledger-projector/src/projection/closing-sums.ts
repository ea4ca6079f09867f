import { accountKey } from './accounts.ts';
import type { BalanceRow, ClosingSum } from './rows.ts';

/** What a partition has booked to an account in a month. */
export interface MonthSum extends ClosingSum {
  /** 'YYYY-MM' */
  readonly month: string;
}

/**
 * What stands in each account of a partition at the end of a month: what was booked before this
 * chunk, and what the chunk has booked so far. Sorted, so that the same books give the same rows.
 */
export const closingSums = (
  period: string,
  before: readonly MonthSum[],
  chunk: readonly BalanceRow[],
): readonly ClosingSum[] => {
  const sums = new Map<
    string,
    { account: string; currency: string; debit: bigint; credit: bigint }
  >();
  const add = ({ account, currency, debit, credit }: ClosingSum): void => {
    const key = accountKey({ account, currency });
    const sum = sums.get(key) ?? { account, currency, debit: 0n, credit: 0n };
    sums.set(key, { ...sum, debit: sum.debit + debit, credit: sum.credit + credit });
  };
  for (const sum of before) {
    if (sum.month <= period) {
      add(sum);
    }
  }
  for (const row of chunk) {
    if (row.bookingDate.slice(0, 7) <= period) {
      add(row);
    }
  }
  return [...sums].toSorted(([one], [other]) => (one < other ? -1 : 1)).map(([, sum]) => sum);
};
