import { chainNumberOf } from '../projection/fact-id.ts';
import { restRows } from './read-links.ts';
import type { AccountNames, StoredClosingSum, StoredMark, StoredReversal } from './read-links.ts';
import type { RawPage } from './sql/read-raw-page.ts';

/** What few facts have. */
export interface Rest {
  readonly marks: StoredMark[];
  readonly reversals: StoredReversal[];
  closing: StoredClosingSum[] | undefined;
}

/** What few facts have, by chain number; null if the page has none of it. */
export const restByFact = (
  page: RawPage,
  accounts: AccountNames,
): ReadonlyMap<number, Rest> | null => {
  const { marks, reversals, closings, closingSums } = restRows(page, accounts);
  const found = new Map<number, Rest>();
  const at = (factId: bigint): Rest => {
    const number = chainNumberOf(factId);
    const rest = found.get(number) ?? { marks: [], reversals: [], closing: undefined };
    found.set(number, rest);
    return rest;
  };
  let isOdd = false;
  for (const mark of marks) {
    const rest = at(mark.factId);
    isOdd ||= mark.markNumber !== rest.marks.length;
    rest.marks.push(mark);
  }
  for (const reversal of reversals) {
    const rest = at(reversal.factId);
    isOdd ||= reversal.entryNumber <= (rest.reversals.at(-1)?.entryNumber ?? -1);
    rest.reversals.push(reversal);
  }
  for (const { factId } of closings) {
    const rest = at(factId);
    isOdd ||= rest.closing !== undefined;
    rest.closing = [];
  }
  for (const sum of closingSums) {
    const rest = at(sum.factId);
    isOdd ||= rest.closing === undefined;
    rest.closing?.push(sum);
  }
  if (isOdd) {
    // No fact has this number, so it is never taken.
    found.set(-1, { marks: [], reversals: [], closing: undefined });
  }
  return found.size === 0 ? null : found;
};
