import type { BookedEntries } from './booked-entries.ts';

/**
 * Booked entries as columns: next to nothing for the garbage collector while they wait, and cheap to
 * copy to another thread. Facts without entries are left out.
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
  const words = new Words();
  const places = new Int32Array(postings.length);
  const booked: BookedEntries['facts'][number][] = [];
  let entriesCount = 0;
  let next = 0;
  for (const [index, { chainNumber, entryNumber }] of postings.entries()) {
    if (booked.at(-1)?.chainNumber !== chainNumber) {
      while (next < facts.length && facts[next]?.chainNumber !== chainNumber) {
        next += 1;
      }
      const fact = facts[next];
      if (fact === undefined) {
        throw new TypeError(`the fact ${chainNumber} of an entry is missing`);
      }
      booked.push(fact);
    }
    const before = postings[index - 1];
    if (before?.chainNumber !== chainNumber || before.entryNumber !== entryNumber) {
      entriesCount += 1;
    }
    places[index] = booked.length - 1;
  }
  return {
    entriesCount,
    chainNumbers: Float64Array.from(booked, ({ chainNumber }) => chainNumber),
    // A fact with entries was decoded, so it has its times.
    occurredAt: Float64Array.from(booked, ({ occurredAt }) => occurredAt ?? 0),
    knownAt: Float64Array.from(booked, ({ knownAt }) => knownAt ?? 0),
    eventIds: booked.map(({ eventId }) => eventId),
    subjectKeys: booked.map(({ subjectKey }) => subjectKey),
    chainHashes: hashesOf(booked),
    facts: places,
    entryNumbers: Int16Array.from(postings, ({ entryNumber }) => entryNumber),
    amounts: BigInt64Array.from(postings, ({ amount }) => amount),
    kinds: Int32Array.from(postings, ({ kind }) => words.placeOf(kind)),
    bookingDates: Int32Array.from(postings, ({ bookingDate }) => words.placeOf(bookingDate)),
    accounts: Int32Array.from(postings, ({ account }) => words.placeOf(account)),
    currencies: Int32Array.from(postings, ({ currency }) => words.placeOf(currency)),
    words: words.all,
  };
};

const hashesOf = (facts: BookedEntries['facts']): Uint8Array => {
  const hashes = new Uint8Array(facts.length * HASH_BYTES);
  for (const [place, { chainHash }] of facts.entries()) {
    hashes.set(chainHash, place * HASH_BYTES);
  }
  return hashes;
};

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
