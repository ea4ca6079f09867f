import type { AccountName } from './accounts.ts';
import type { BalanceRow } from './rows.ts';

interface Sum extends AccountName {
  readonly bookingDate: string;
  readonly knownDate: string;
  debit: bigint;
  credit: bigint;
}

type Group = Pick<Sum, 'bookingDate' | 'knownDate' | 'currency'>;

interface Booked extends AccountName {
  readonly amount: bigint;
  readonly bookingDate: string;
}

/** What the postings of a chunk add to each account, booking date and known date. */
export class BalanceSums {
  readonly #rows: Sum[] = [];
  /** By dates and currency, then by account: a chunk has few of the former. */
  readonly #sums = new Map<string, Map<string, Sum>>();
  #last: { readonly group: Group; readonly sums: Map<string, Sum> } | null = null;

  add({ account, currency, amount, bookingDate }: Booked, knownDate: string): void {
    const sums = this.#sumsOf({ bookingDate, knownDate, currency });
    let sum = sums.get(account);
    if (sum === undefined) {
      sum = { account, currency, bookingDate, knownDate, debit: 0n, credit: 0n };
      sums.set(account, sum);
      this.#rows.push(sum);
    }
    if (amount > 0n) {
      sum.debit += amount;
    } else {
      sum.credit -= amount;
    }
  }

  rows(): BalanceRow[] {
    return [...this.#rows];
  }

  #sumsOf(group: Group): Map<string, Sum> {
    if (this.#last !== null && isSame(this.#last.group, group)) {
      return this.#last.sums;
    }
    const key = `${group.bookingDate} ${group.knownDate} ${group.currency}`;
    const sums = this.#sums.get(key) ?? new Map<string, Sum>();
    this.#sums.set(key, sums);
    this.#last = { group, sums };
    return sums;
  }
}

const isSame = (one: Group, other: Group): boolean =>
  one.bookingDate === other.bookingDate &&
  one.knownDate === other.knownDate &&
  one.currency === other.currency;
