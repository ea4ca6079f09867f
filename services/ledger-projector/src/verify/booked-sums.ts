import { chainNumberOf } from '../projection/fact-id.ts';
import type { AccountBytes } from './account-bytes.ts';
import type { BalanceCheck } from './balance-check.ts';
import type { Fingerprint } from './fingerprint.ts';
import type { StoredLink } from './group-links.ts';
import type { ScannedFact } from './scan-page.ts';
import { POSTING_BYTES } from './sql/read-raw-page.ts';
import type { Verified } from './verify-partition.ts';

export interface BookedSumsOptions {
  readonly balances: BalanceCheck;
  /** Gets facts and amounts of subjects; null if subjects are not verified. */
  readonly booked: Fingerprint | null;
  readonly accounts: ReadonlyMap<number, AccountBytes>;
  readonly verified: Verified;
}

const withoutSubject = new Set(['TablesActivated', 'PeriodClosed', 'SetAside']);
const MILLISECONDS_PER_DAY = 86_400_000;

/** Sums up what a chain has booked, link by link, however the links were read. */
export class BookedSums {
  readonly #options: BookedSumsOptions;
  /** Links of records that were set aside. */
  setAside = 0;

  constructor(options: BookedSumsOptions) {
    this.#options = options;
  }

  /** Adds a link. */
  async addLink({ fact, entries, postings }: StoredLink): Promise<void> {
    const { balances, booked, verified } = this.#options;
    const { subjectKey, eventName, factId, knownAt } = fact;
    this.#count(eventName, entries.length);
    verified.postings += postings.length;
    if (postings.length > 0) {
      await balances.begin(knownAt);
    }
    for (const { accountId, bookingDate, amount } of postings) {
      balances.add(accountId, Math.round(Date.parse(bookingDate) / MILLISECONDS_PER_DAY), amount);
    }
    if (booked !== null && isOfSubject(eventName, postings.length)) {
      booked.begin(subjectKey);
      booked.addFact(chainNumberOf(factId));
      for (const { account, currency, amount } of postings) {
        booked.addAmount({ account, currency, amount });
      }
    }
  }

  /** Adds the facts of a page with its postings as they are stored. */
  async addScanned(facts: readonly ScannedFact[], postings: Buffer): Promise<void> {
    const { balances, verified } = this.#options;
    for (const fact of facts) {
      this.#count(fact.eventName, fact.entries);
      if (fact.through > fact.from) {
        const settling = balances.begin(fact.knownAt);
        // Nearly always there is nothing to wait for, and a pause per fact would cost a lot.
        if (settling !== undefined) {
          await settling;
        }
      }
      this.#addPostings(fact, postings);
    }
    verified.postings += postings.length / POSTING_BYTES;
  }

  #addPostings(
    { subjectKey, eventName, chainNumber, from, through }: ScannedFact,
    postings: Buffer,
  ) {
    const { balances, booked, accounts } = this.#options;
    const isListed = booked !== null && isOfSubject(eventName, through - from);
    if (isListed) {
      booked.begin(subjectKey);
      booked.addFact(chainNumber);
    }
    for (let at = from; at < through; at += POSTING_BYTES) {
      const accountId = postings.readInt32BE(at + 16);
      const amount = postings.readBigInt64BE(at + 8);
      balances.add(accountId, postings.readInt32BE(at + 20), amount);
      if (isListed) {
        const { code: account, currency } = accounts.get(accountId) ?? unknown;
        booked.addAmount({ account, currency, amount });
      }
    }
  }

  #count(eventName: string, entries: number): void {
    const { verified } = this.#options;
    this.setAside += eventName === 'SetAside' ? 1 : 0;
    verified.facts += 1;
    verified.entries += entries;
  }
}

const unknown = { code: '?', currency: '?' };

const isOfSubject = (eventName: string, postings: number): boolean =>
  postings > 0 || !withoutSubject.has(eventName);
