import { accountKey } from './accounts.ts';
import type { AccountName } from './accounts.ts';
import type { BalanceRow } from './rows.ts';

interface Sum extends AccountName {
  readonly bookingDate: string;
  readonly knownDate: string;
  debit: bigint;
  credit: bigint;
}

interface Booked extends AccountName {
  readonly amount: bigint;
  readonly bookingDate: string;
}

/** What the postings of a chunk add to each account, booking date and known date. */
export class BalanceSums {
  readonly #sums = new Map<string, Sum>();

  add({ account, currency, amount, bookingDate }: Booked, knownDate: string): void {
    const key = `${bookingDate} ${knownDate} ${accountKey({ account, currency })}`;
    let sum = this.#sums.get(key);
    if (sum === undefined) {
      sum = { account, currency, bookingDate, knownDate, debit: 0n, credit: 0n };
      this.#sums.set(key, sum);
    }
    if (amount > 0n) {
      sum.debit += amount;
    } else {
      sum.credit -= amount;
    }
  }

  rows(): BalanceRow[] {
    return [...this.#sums.values()];
  }
}
