import type { AccountBalance } from '../accounts/read-balances.ts';

/** Debits and credits of all accounts in one currency, as digits. */
export interface CurrencyTotals {
  readonly currency: string;
  readonly debits: string;
  readonly credits: string;
}

/** Sums accounts per currency, in order of the currency's code. */
export function totalsOf(balances: readonly AccountBalance[]): CurrencyTotals[] {
  const sums = new Map<string, { debits: bigint; credits: bigint }>();
  for (const { currency, debits, credits } of balances) {
    const sum = sums.get(currency) ?? { debits: 0n, credits: 0n };
    sums.set(currency, { debits: sum.debits + debits, credits: sum.credits + credits });
  }
  return [...sums]
    .toSorted(([left], [right]) => (left < right ? -1 : 1))
    .map(([currency, { debits, credits }]) => ({
      currency,
      debits: debits.toString(),
      credits: credits.toString(),
    }));
}
