import { bogotaDateOf } from '@riel/books';
import type { Executor } from '@riel/database';
import { factFrom } from './sql/read-fact.ts';
import type { KnownDates } from './sql/balance-rows.ts';
import type { StoredPartition } from './sql/read-partitions-to-verify.ts';
import type { ChainRange } from './verify-chain.ts';

/**
 * The links of a chain that were known on the dates, by bisection: known times only grow along it.
 * Empty (`last` below `first`) if there are none.
 */
export const rangeOfDates = async (
  executor: Executor,
  { partitionId, chainNumber: head }: StoredPartition,
  { from, to }: KnownDates,
): Promise<ChainRange> => {
  const firstWhere = async (isReached: (date: string) => boolean): Promise<number> => {
    let [low, high] = [1, head + 1];
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      const fact = await factFrom(executor, partitionId, middle);
      if (fact === null || isReached(bogotaDateOf(fact.knownAt ?? 0))) {
        high = middle;
      } else {
        low = Math.max(middle, fact.chainNumber) + 1;
      }
    }
    return low;
  };
  const first = await firstWhere((date) => date >= from);
  const after = await firstWhere((date) => date > to);
  return { first, last: after - 1 };
};
