/**
 * The hash chain of one partition of the log.
 *
 * Each fact is a link: SHA-256 over the hash before it and, each value behind its length, everything
 * that an auditor reads of the fact: its number, ids, times, the digest of the record that brought
 * it, and its entries and marks line by line. Whoever changes, removes, adds or reorders one of them
 * changes the hash of every later link. Nothing else enters: no offset, no broker time, no schema id
 * of the registry and no key of the database, so the same log gives the same chain in another
 * database, on another cluster and with other chunk borders.
 *
 * A link stands for a fact, not for a record. A record whose event id and bytes are already in the
 * chain (the outbox sent it twice, a copy of the topic repeated it) leaves no link: it says nothing
 * new, and a chain that counted deliveries would differ between a topic and its copy. A record with
 * a known id and other bytes does say something new, and is a link of its own (`variant` 1, 2, ...).
 */
import { hash } from 'node:crypto';
import { ByteWriter } from './byte-writer.ts';

/** One line of an entry, as the chain covers it. */
export interface ChainedPosting {
  readonly account: string;
  readonly currency: string;
  /** Minor units, positive for a debit. */
  readonly amount: bigint;
}

export interface ChainedEntry {
  readonly kind: string;
  /** 'YYYY-MM-DD' */
  readonly bookingDate: string;
  /** Canonical UUID of the settlement that the entry takes back. */
  readonly reverses: string | null;
  readonly postings: readonly ChainedPosting[];
}

export interface ChainedMark {
  readonly kind: string;
  readonly amount: bigint;
  readonly currency: string;
  readonly about: string;
}

/** What a partition had booked to an account up to the end of the month that it closed. */
export interface ChainedClosingSum {
  readonly account: string;
  readonly currency: string;
  /** Minor units, both >= 0. */
  readonly debit: bigint;
  readonly credit: bigint;
}

/** What one link covers. */
export interface Link {
  readonly chainNumber: number;
  /** Canonical UUID. */
  readonly eventId: string;
  readonly variant: number;
  readonly eventName: string;
  readonly subjectKey: string;
  /** Microseconds since the epoch; null for what was set aside. */
  readonly occurredAt: number | null;
  readonly recordedAt: number | null;
  readonly knownAt: number | null;
  /** `digestOfBody` of `@riel/avro` or `digestOfUndecodable`, 32 bytes. */
  readonly digest: Uint8Array;
  readonly entries: readonly ChainedEntry[];
  readonly marks: readonly ChainedMark[];
  /** Closing sums, in any order; only the link of a marker that closed a month has them. */
  readonly closing?: readonly ChainedClosingSum[];
}

const writer = new ByteWriter();

/** Hash that stands before the first link of a partition. */
export const genesisHash = (topic: string, partition: number): Buffer =>
  sha256(writer.clear().text('riel ledger chain 1').text(topic).count(partition).bytes());

/** Digest of a record that cannot be decoded: its bytes alone; null for a record without a value. */
export const digestOfUndecodable = (value: Uint8Array | null): Buffer => {
  writer.clear().text('undecodable');
  return sha256(
    (value === null ? writer.count(0) : writer.count(1).bytesWithLength(value)).bytes(),
  );
};

/** The hash after a link, 32 bytes. */
export const linkHash = (previous: Uint8Array, link: Link): Buffer => {
  writer
    .clear()
    .fixed(previous)
    .integer(link.chainNumber)
    .text(link.eventId)
    .count(link.variant)
    .text(link.eventName)
    .text(link.subjectKey)
    .optionalInteger(link.occurredAt)
    .optionalInteger(link.recordedAt)
    .optionalInteger(link.knownAt)
    .bytesWithLength(link.digest);
  writeEntries(link.entries);
  writeRest(writer, link);
  return sha256(writer.bytes());
};

/** Writes what stands behind the entries of a link. */
export const writeRest = (
  target: ByteWriter,
  { marks, closing }: Pick<Link, 'marks' | 'closing'>,
): void => {
  target.count(marks.length);
  for (const { kind, amount, currency, about } of marks) {
    target.text(kind).bigInteger(amount).text(currency).text(about);
  }
  if (closing !== undefined) {
    writeClosing(target, closing);
  }
};

const writeClosing = (target: ByteWriter, sums: readonly ChainedClosingSum[]): void => {
  target.text('closing').count(sums.length);
  for (const { account, currency, debit, credit } of sums.toSorted(byAccount)) {
    target.text(account).text(currency).sum(debit).sum(credit);
  }
};

const byAccount = (one: ChainedClosingSum, other: ChainedClosingSum): number => {
  if (one.account !== other.account) {
    return one.account < other.account ? -1 : 1;
  }
  return one.currency < other.currency ? -1 : 1;
};

const writeEntries = (entries: readonly ChainedEntry[]): void => {
  writer.count(entries.length);
  for (const { kind, bookingDate, reverses, postings } of entries) {
    writer.text(kind).text(bookingDate).optionalText(reverses).count(postings.length);
    for (const { account, currency, amount } of postings) {
      writer.text(account).text(currency).bigInteger(amount);
    }
  }
};

// Node takes twice as long to make the buffer itself.
const sha256 = (bytes: Uint8Array): Buffer => Buffer.from(hash('sha256', bytes, 'hex'), 'hex');
