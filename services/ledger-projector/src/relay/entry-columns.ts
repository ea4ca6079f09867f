import type { BookedEntries, BookedFact, BookedPosting } from './booked-entries.ts';

/**
 * Booked entries as columns: next to nothing for the garbage collector while they wait. Facts without
 * entries are left out.
 */
export interface EntryColumns {
  readonly entriesCount: number;
  /** By fact, in the order of the chain. */
  readonly chainNumbers: Float64Array;
  readonly occurredAt: Float64Array;
  readonly knownAt: Float64Array;
  readonly eventIds: readonly string[];
  readonly subjectKeys: readonly string[];
  /** 32 bytes each. */
  readonly chainHashes: Uint8Array;
  /** By posting, in the order of fact, entry and line: the place of its fact. */
  readonly facts: Int32Array;
  readonly entryNumbers: Int16Array;
  readonly amounts: BigInt64Array;
  /** Places in `words`. */
  readonly kinds: Int32Array;
  readonly bookingDates: Int32Array;
  readonly accounts: Int32Array;
  readonly currencies: Int32Array;
  readonly words: readonly string[];
}

export const HASH_BYTES = 32;

/** Throws TypeError for a posting whose fact is not there: a bug, never an entry. */
export const columnsOf = ({ facts, postings }: BookedEntries): EntryColumns => {
  const columns = new Columns(facts.length, postings.length);
  let next = 0;
  // Plain loops: with iterators this took as long as encoding the events.
  for (const posting of postings) {
    while (next < facts.length && facts[next]?.chainNumber !== posting.chainNumber) {
      next += 1;
    }
    const fact = facts[next];
    if (fact === undefined) {
      throw new TypeError(`the fact ${posting.chainNumber} of an entry is missing`);
    }
    columns.add(fact, posting);
  }
  return columns.taken();
};

/** Columns while they are filled. */
class Columns {
  readonly #chainNumbers: Float64Array;
  readonly #occurredAt: Float64Array;
  readonly #knownAt: Float64Array;
  readonly #eventIds: string[] = [];
  readonly #subjectKeys: string[] = [];
  readonly #chainHashes: Uint8Array;
  readonly #facts: Int32Array;
  readonly #entryNumbers: Int16Array;
  readonly #amounts: BigInt64Array;
  readonly #kinds: Int32Array;
  readonly #bookingDates: Int32Array;
  readonly #accounts: Int32Array;
  readonly #currencies: Int32Array;
  readonly #words = new Words();
  #fact = -1;
  #posting = -1;
  #entriesCount = 0;

  constructor(factsMax: number, postings: number) {
    this.#chainNumbers = new Float64Array(factsMax);
    this.#occurredAt = new Float64Array(factsMax);
    this.#knownAt = new Float64Array(factsMax);
    this.#chainHashes = new Uint8Array(factsMax * HASH_BYTES);
    this.#facts = new Int32Array(postings);
    this.#entryNumbers = new Int16Array(postings);
    this.#amounts = new BigInt64Array(postings);
    this.#kinds = new Int32Array(postings);
    this.#bookingDates = new Int32Array(postings);
    this.#accounts = new Int32Array(postings);
    this.#currencies = new Int32Array(postings);
  }

  add(fact: BookedFact, posting: BookedPosting): void {
    const isOther = this.#fact < 0 || this.#chainNumbers[this.#fact] !== fact.chainNumber;
    if (isOther) {
      this.#addFact(fact);
    }
    if (isOther || this.#entryNumbers[this.#posting] !== posting.entryNumber) {
      this.#entriesCount += 1;
    }
    this.#posting += 1;
    const place = this.#posting;
    this.#facts[place] = this.#fact;
    this.#entryNumbers[place] = posting.entryNumber;
    this.#amounts[place] = posting.amount;
    this.#kinds[place] = this.#words.placeOf(posting.kind);
    this.#bookingDates[place] = this.#words.placeOf(posting.bookingDate);
    this.#accounts[place] = this.#words.placeOf(posting.account);
    this.#currencies[place] = this.#words.placeOf(posting.currency);
  }

  taken(): EntryColumns {
    const count = this.#fact + 1;
    return {
      entriesCount: this.#entriesCount,
      chainNumbers: this.#chainNumbers.slice(0, count),
      occurredAt: this.#occurredAt.slice(0, count),
      knownAt: this.#knownAt.slice(0, count),
      eventIds: this.#eventIds,
      subjectKeys: this.#subjectKeys,
      chainHashes: this.#chainHashes.slice(0, count * HASH_BYTES),
      facts: this.#facts,
      entryNumbers: this.#entryNumbers,
      amounts: this.#amounts,
      kinds: this.#kinds,
      bookingDates: this.#bookingDates,
      accounts: this.#accounts,
      currencies: this.#currencies,
      words: this.#words.all,
    };
  }

  #addFact(fact: BookedFact): void {
    this.#fact += 1;
    const place = this.#fact;
    this.#chainNumbers[place] = fact.chainNumber;
    // A fact with entries was decoded, so it has its times.
    this.#occurredAt[place] = fact.occurredAt ?? 0;
    this.#knownAt[place] = fact.knownAt ?? 0;
    this.#eventIds.push(fact.eventId);
    this.#subjectKeys.push(fact.subjectKey);
    this.#chainHashes.set(fact.chainHash, place * HASH_BYTES);
  }
}

/** Words that are said often, each once. */
class Words {
  readonly all: string[] = [];
  readonly #places = new Map<string, number>();

  placeOf(word: string): number {
    let place = this.#places.get(word);
    if (place === undefined) {
      place = this.all.push(word) - 1;
      this.#places.set(word, place);
    }
    return place;
  }
}
