import { bogotaDateOf } from '@riel/books';
import { dateOfDay } from './read-links.ts';
import type { AccountNames } from './read-links.ts';
import type { Findings } from './problem.ts';
import type { StoredBalance } from './sql/balance-rows.ts';

interface Sum {
  readonly accountId: number;
  readonly bookingDate: string;
  debit: bigint;
  credit: bigint;
}

export interface BalanceCheckOptions {
  /** Stored balances of the partition by known date, account, booking date. */
  readonly stored: BalanceSource;
  readonly accounts: AccountNames;
  readonly findings: Findings;
  /** Words for the partition. */
  readonly place: string;
}

/** Balances in order, one at a time. */
export interface BalanceSource {
  next(): Promise<StoredBalance | null>;
}

/**
 * Compares the balances of a partition with the sums of its postings. Known dates only grow along a
 * chain, so the sums of one known date are complete when the next begins, and no more than those of
 * one date are held.
 */
export class BalanceCheck {
  readonly #options: BalanceCheckOptions;
  #sums = new Map<number, Sum>();
  #knownDate = '';
  #stored: StoredBalance | null | undefined;

  constructor(options: BalanceCheckOptions) {
    this.#options = options;
  }

  /**
   * Says when the next postings became known; to be waited for where it answers a promise.
   *
   * @param knownAt microseconds; null counts as 0
   */
  begin(knownAt: number | null): Promise<void> | undefined {
    const knownDate = bogotaDateOf(knownAt ?? 0);
    return knownDate === this.#knownDate ? undefined : this.#turnTo(knownDate);
  }

  async #turnTo(knownDate: string): Promise<void> {
    await this.#settle();
    this.#knownDate = knownDate;
  }

  /** Adds a posting; the booking date in days since 1970-01-01. */
  add(accountId: number, bookingDay: number, amount: bigint): void {
    const key = accountId * DAYS_MAX + bookingDay;
    let sum = this.#sums.get(key);
    if (sum === undefined) {
      sum = { accountId, bookingDate: dateOfDay(bookingDay), debit: 0n, credit: 0n };
      this.#sums.set(key, sum);
    }
    if (amount > 0n) {
      sum.debit += amount;
    } else {
      sum.credit -= amount;
    }
  }

  /** Judges what is left when the chain has ended. */
  async end(): Promise<void> {
    await this.#settle();
    for (let stored = await this.#peek(); stored !== null; stored = await this.#peek()) {
      this.#report(stored, 'has no postings');
      this.#stored = undefined;
    }
  }

  async #settle(): Promise<void> {
    const sums = [...this.#sums.values()].toSorted(
      (one, other) =>
        one.accountId - other.accountId || (one.bookingDate < other.bookingDate ? -1 : 1),
    );
    this.#sums = new Map();
    for (const sum of sums) {
      await this.#compare({ ...sum, knownDate: this.#knownDate });
    }
  }

  async #compare(sum: StoredBalance): Promise<void> {
    let stored = await this.#peek();
    while (stored !== null && isBefore(stored, sum)) {
      this.#report(stored, 'has no postings');
      this.#stored = undefined;
      stored = await this.#peek();
    }
    if (stored === null || isBefore(sum, stored)) {
      this.#report(sum, 'is not there');
      return;
    }
    this.#stored = undefined;
    if (stored.debit !== sum.debit || stored.credit !== sum.credit) {
      const { debit, credit } = sum;
      this.#report(stored, `differs from its postings, which sum to ${debit} and ${credit}`);
    }
  }

  async #peek(): Promise<StoredBalance | null> {
    if (this.#stored === undefined) {
      this.#stored = await this.#options.stored.next();
    }
    return this.#stored;
  }

  #report({ accountId, bookingDate, knownDate, debit, credit }: StoredBalance, what: string): void {
    const { accounts, findings, place } = this.#options;
    const { code, currency } = accounts.get(accountId) ?? { code: `?${accountId}`, currency: '?' };
    const balance = `the balance of ${code} in ${currency}, booked ${bookingDate}, known ${knownDate}`;
    const detail = `${place}: ${balance}, debit ${debit}, credit ${credit}, ${what}`;
    findings.add('balance-differs', null, detail);
  }
}

// More than dates of PostgreSQL have days; times the greatest account number still a safe integer.
const DAYS_MAX = 4_000_000;

const isBefore = (one: StoredBalance, other: StoredBalance): boolean => {
  if (one.knownDate !== other.knownDate) {
    return one.knownDate < other.knownDate;
  }
  if (one.accountId !== other.accountId) {
    return one.accountId < other.accountId;
  }
  return one.bookingDate < other.bookingDate;
};
