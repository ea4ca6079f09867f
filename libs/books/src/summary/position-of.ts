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
  const sums = new Map<string, Posting>();
  for (const { account, amount, currency } of lines) {
    const place = `${account} ${currency}`;
    const sum = amount + (sums.get(place)?.amount ?? 0n);
    sums.set(place, { account, amount: sum, currency });
  }
  return [...sums.entries()]
    .filter(([, sum]) => sum.amount !== 0n)
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([, sum]) => sum);
}
