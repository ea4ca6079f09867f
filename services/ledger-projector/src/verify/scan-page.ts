import { hash } from 'node:crypto';
import { ByteWriter } from '../proof/byte-writer.ts';
import { writeRest } from '../proof/chain.ts';
import type { AccountBytes } from './account-bytes.ts';
import type { ChainState } from './chain-state.ts';
import { dateOfDay } from './read-links.ts';
import type { AccountNames, StoredReversal } from './read-links.ts';
import { restByFact } from './rest-by-fact.ts';
import type { Rest } from './rest-by-fact.ts';
import { kindsByNumber, POSTING_BYTES } from './sql/read-raw-page.ts';
import type { RawPage } from './sql/read-raw-page.ts';

/** A fact that holds. */
export interface ScannedFact {
  readonly chainNumber: number;
  readonly eventName: string;
  readonly subjectKey: string;
  readonly knownAt: number | null;
  readonly entries: number;
  /** Its postings, as places in the bytes of the page. */
  readonly from: number;
  readonly through: number;
}

export interface PageToScan {
  readonly page: RawPage;
  readonly state: ChainState;
  /** Number of the last link that the partition claims. */
  readonly head: number;
  /** Whether the walk began before the page, or at the first link: what was known is known. */
  readonly isFromStart: boolean;
  readonly accounts: AccountNames;
  readonly bytesOfAccounts: ReadonlyMap<number, AccountBytes>;
}

/**
 * Recomputes the links of a page from the bytes as they are stored, and moves the state behind them.
 * Answers null, and leaves the state alone, if anything at all is not as it must be: what it is, is
 * then for the slower walk to say (`ChainWalk`). So this one makes no finding and forgives nothing.
 */
export const scanPage = (options: PageToScan): ScannedFact[] | null => {
  const { page, state, head } = options;
  const facts = page.facts ?? none;
  const { previousHash } = state;
  if (previousHash === null) {
    return null;
  }
  const scan = new PageScan(options, previousHash);
  const scanned: ScannedFact[] = [];
  for (let place = 0; place < facts.length; place = scan.place) {
    const fact = scan.next();
    if (fact === null || fact.chainNumber > head) {
      return null;
    }
    scanned.push(fact);
  }
  return scan.isAtEnd() && scan.moves(state) ? scanned : null;
};

const none = Buffer.alloc(0);
const HASH_BYTES = 32;
const TWO_TO_32 = 2 ** 32;
const writer = new ByteWriter();

/** Bytes of a text that repeats, behind its length. */
const textBytes = (known: Map<string, Buffer>, text: string): Buffer => {
  let bytes = known.get(text);
  if (bytes === undefined) {
    bytes = Buffer.from(new ByteWriter().text(text).bytes());
    known.set(text, bytes);
  }
  return bytes;
};

const kindBytes = kindsByNumber.map((kind) => Buffer.from(new ByteWriter().text(kind).bytes()));
const dateBytes = new Map<string, Buffer>();
const DATES_MAX = 100_000;

/** A walk along the bytes of a page. */
class PageScan {
  readonly #options: PageToScan;
  readonly #facts: Buffer;
  readonly #postings: Buffer;
  readonly #rest: ReadonlyMap<number, Rest> | null;
  #restTaken = 0;
  #posting = 0;
  #next: number;
  #knownAt: number | null;
  #lastOffset: number;
  /** Where the hash of the link before stands, and in what. */
  #previous: { readonly source: Buffer; readonly from: number };
  place = 0;

  constructor(options: PageToScan, previousHash: Buffer) {
    const { page, state, accounts } = options;
    this.#options = options;
    this.#facts = page.facts ?? none;
    this.#postings = page.postings ?? none;
    this.#rest = restByFact(page, accounts);
    this.#next = state.next;
    this.#knownAt = state.knownAt;
    this.#lastOffset = Number(state.lastOffset);
    this.#previous = { source: previousHash, from: 0 };
  }

  /** The next fact, or null if it does not hold. */
  next(): ScannedFact | null {
    const facts = this.#facts;
    const hashAt = this.place + 8;
    const head = hashAt + HASH_BYTES;
    const chainNumber = integerAt(facts, head);
    const logOffset = integerAt(facts, this.place);
    if (chainNumber !== this.#next || logOffset <= this.#lastOffset) {
      return null;
    }
    // Number, event id, variant; then texts behind their lengths.
    const nameAt = head + 8 + 4 + facts.readUInt32BE(head + 8) + 4;
    const nameEnd = nameAt + 4 + facts.readUInt32BE(nameAt);
    const keyEnd = nameEnd + 4 + facts.readUInt32BE(nameEnd);
    const occurredEnd = keyEnd + 4 + facts.readUInt32BE(keyEnd);
    const recordedEnd = occurredEnd + 4 + facts.readUInt32BE(occurredEnd);
    const knownEnd = recordedEnd + 4 + facts.readUInt32BE(recordedEnd);
    const end = knownEnd + 4 + facts.readUInt32BE(knownEnd);
    const knownAt = optionalAt(facts, recordedEnd);
    if (!this.#isInOrder(optionalAt(facts, occurredEnd), knownAt)) {
      return null;
    }
    const from = this.#posting;
    writer.clear().slice(this.#previous.source, this.#previous.from, this.#previous.from + 32);
    writer.slice(facts, head, end);
    const rest = this.#takeRest(chainNumber);
    const entries = this.#writeEntries(chainNumber, rest?.reversals ?? noReversals);
    if (entries === null) {
      return null;
    }
    writeRest(writer, rest === null ? nothing : restOf(rest));
    if (hash('sha256', writer.bytes(), 'binary') !== facts.toString('latin1', hashAt, head)) {
      return null;
    }
    this.#previous = { source: facts, from: hashAt };
    this.#next = chainNumber + 1;
    this.#lastOffset = logOffset;
    this.place = end;
    return {
      chainNumber,
      eventName: facts.toString('latin1', nameAt + 4, nameEnd),
      subjectKey: facts.toString('utf8', nameEnd + 4, keyEnd),
      knownAt,
      entries,
      from,
      through: this.#posting,
    };
  }

  /** Whether every row of the page belongs to one of the facts. */
  isAtEnd(): boolean {
    return this.#posting === this.#postings.length && this.#restTaken === (this.#rest?.size ?? 0);
  }

  moves(state: ChainState): boolean {
    const { source, from } = this.#previous;
    state.next = this.#next;
    state.knownAt = this.#knownAt;
    state.lastOffset = BigInt(this.#lastOffset);
    state.previousHash = Buffer.from(source.subarray(from, from + HASH_BYTES));
    return true;
  }

  /** As `ChainWalk` judges it: the known time is the greatest recorded time so far. */
  #isInOrder(recordedAt: number | null, knownAt: number | null): boolean {
    const earliest = latest(this.#knownAt, recordedAt);
    const isKnown = this.#options.isFromStart || (knownAt ?? 0) < (earliest ?? 0);
    this.#knownAt = latest(this.#knownAt, knownAt);
    return !isKnown || knownAt === earliest;
  }

  #takeRest(chainNumber: number): Rest | null {
    const rest = this.#rest?.get(chainNumber) ?? null;
    this.#restTaken += rest === null ? 0 : 1;
    return rest;
  }

  /** Writes the entries of a fact; answers how many they are, or null if one is not whole. */
  #writeEntries(chainNumber: number, reversals: readonly StoredReversal[]): number | null {
    const countAt = writer.size;
    let entries = 0;
    writer.count(0);
    while (this.#isPostingOf(chainNumber)) {
      const reverses = reversals.find(({ entryNumber }) => entryNumber === entries)?.reverses;
      if (!this.#writeEntry(chainNumber, entries, reverses ?? null)) {
        return null;
      }
      entries += 1;
    }
    writer.countAt(countAt, entries);
    const isEachReversalNamed = reversals.every(({ entryNumber }) => entryNumber < entries);
    return isEachReversalNamed ? entries : null;
  }

  #isPostingOf(chainNumber: number): boolean {
    return (
      this.#posting < this.#postings.length &&
      integerAt(this.#postings, this.#posting) === chainNumber
    );
  }

  #writeEntry(chainNumber: number, number: number, reverses: string | null): boolean {
    const postings = this.#postings;
    const first = this.#posting;
    const day = postings.readInt32BE(first + 20);
    const kind = postings.readInt32BE(first + 24);
    const date = dateOfDay(day);
    if (kind === 0 || dateBytes.size > DATES_MAX) {
      return false;
    }
    writer.fixed(kindBytes[kind] ?? none).fixed(textBytes(dateBytes, date));
    writer.optionalText(reverses);
    const countAt = writer.size;
    writer.count(0);
    let line = 0;
    let [high, low] = [0, 0];
    let currency: string | null = null;
    while (this.#isPostingOf(chainNumber) && postings.readInt16BE(this.#posting + 28) === number) {
      const at = this.#posting;
      const account = this.#options.bytesOfAccounts.get(postings.readInt32BE(at + 16));
      if (
        account === undefined ||
        (currency !== null && account.currency !== currency) ||
        postings.readInt16BE(at + 30) !== line ||
        postings.readInt32BE(at + 20) !== day ||
        postings.readInt32BE(at + 24) !== kind
      ) {
        return false;
      }
      currency = account.currency;
      writer.fixed(account.bytes).slice(postings, at + 8, at + 16);
      high += postings.readInt32BE(at + 8);
      low += postings.readUInt32BE(at + 12);
      line += 1;
      this.#posting = at + POSTING_BYTES;
    }
    writer.countAt(countAt, line);
    // Both parts are exact, and two numbers sum to zero only if one is the other's opposite.
    return line > 0 && high * TWO_TO_32 + low === 0;
  }
}

const nothing = { marks: [] };
const noReversals: readonly StoredReversal[] = [];

const restOf = ({ marks, closing }: Rest) =>
  closing === undefined ? { marks } : { marks, closing };

const integerAt = (bytes: Buffer, place: number): number =>
  bytes.readInt32BE(place) * TWO_TO_32 + bytes.readUInt32BE(place + 4);

const optionalAt = (bytes: Buffer, place: number): number | null =>
  bytes.readUInt32BE(place) === 0 ? null : integerAt(bytes, place + 4);

const latest = (one: number | null, other: number | null): number | null =>
  one === null || (other !== null && other > one) ? other : one;
