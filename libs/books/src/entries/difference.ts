import type { Posting } from './entry.ts';

/** Postings that lead from one position to another: debits first, each account once. */
export function difference(from: readonly Posting[], to: readonly Posting[]): readonly Posting[] {
  const sums: { account: string; amount: bigint; currency: string }[] = [];
  for (const { account, amount, currency } of to) addTo(sums, { account, amount, currency });
  for (const { account, amount, currency } of from) {
    addTo(sums, { account, amount: -amount, currency });
  }
  const debits = sums.filter((sum) => sum.amount > 0n);
  if (debits.length === 0) return debits;
  for (const sum of sums) if (sum.amount < 0n) debits.push(sum);
  return debits;
}

function addTo(
  sums: { account: string; amount: bigint; currency: string }[],
  posting: Posting,
): void {
  for (const sum of sums) {
    if (sum.account !== posting.account || sum.currency !== posting.currency) continue;
    sum.amount += posting.amount;
    return;
  }
  sums.push({ ...posting });
}
