import type { Posting } from '../entries/entry.ts';
import type { Line, SubjectState } from '../subject/subject.ts';

/** What stands in each account for a subject, signed (debits positive), in the order of accounts. */
export function positionOf(subject: SubjectState): readonly Posting[] {
  if (subject.type === 'link') return [];
  return postingsOf(subject.booked);
}

const none: readonly Posting[] = [];

/** Sums per account and currency; sums of zero are left out. */
export function postingsOf(lines: readonly (Line | Posting)[]): readonly Posting[] {
  if (lines.length === 0) return none;
  // A handful of lines: looking through them is faster than a map of names made of two parts.
  const sums: { account: string; amount: bigint; currency: string }[] = [];
  for (const { account, amount, currency } of lines) {
    const sum = sums.find((one) => one.account === account && one.currency === currency);
    if (sum === undefined) sums.push({ account, amount, currency });
    else sum.amount += amount;
  }
  const standing = sums.filter(({ amount }) => amount !== 0n);
  return standing.length < 2 ? standing : standing.toSorted(byPlace);
}

function byPlace(one: Posting, other: Posting): number {
  return `${one.account} ${one.currency}` < `${other.account} ${other.currency}` ? -1 : 1;
}
