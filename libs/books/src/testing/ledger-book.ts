import assert from 'node:assert/strict';
import type { AnyEvent } from '@riel/schemas';
import { keyOf } from '@riel/schemas';
import { decide } from '../decide.ts';
import type { Entry, Posting } from '../entries/entry.ts';
import { decodeSubject, encodeSubject } from '../subject/encode-subject.ts';
import type { Decision } from '../subject/decision.ts';
import type { Mark } from '../subject/mark.ts';
import type { SubjectState } from '../subject/subject.ts';
import { positionOf } from '../summary/position-of.ts';
import { summaryOf } from '../summary/summary-of.ts';
import type { SubjectSummary } from '../summary/summary.ts';
import { exampleTables } from '../tables/example-tables.ts';
import type { Tables } from '../tables/tables.ts';

/** What a page of the book depends on beside the facts. */
export interface BookOptions {
  readonly tables?: Tables;
  readonly closedThrough?: string | null;
}

/** Everything that a sequence of records did to the books, over all subjects that it names. */
export interface Book {
  readonly subjects: ReadonlyMap<string, SubjectState>;
  readonly entries: readonly Entry[];
  /** Entries of the last record. */
  readonly lastEntries: readonly Entry[];
  /** Marks that the last record left. */
  readonly lastMarks: readonly Mark[];
  readonly lastKind: 'known' | 'enriched' | 'booked';
}

/** Reads records in this order. Each subject goes through its stored form between two records. */
export function read(events: readonly AnyEvent[], options: BookOptions = {}): Book {
  return readInto(new Map(), events, options);
}

/** Reads records after those that left the subjects. */
export function readInto(
  before: ReadonlyMap<string, SubjectState>,
  events: readonly AnyEvent[],
  { tables = exampleTables, closedThrough = null }: BookOptions = {},
): Book {
  const subjects = new Map(before);
  const entries: Entry[] = [];
  let last: Decision = { kind: 'known' };
  for (const event of events) {
    const key = keyOf(event);
    const subject = subjects.get(key) ?? null;
    last = decide({ event, key, subject, tables, closedThrough, digest: digestOf(event) });
    if (last.kind === 'known') continue;
    subjects.set(key, decodeSubject(encodeSubject(last.subject)));
    entries.push(...last.entries);
  }
  const { kind } = last;
  if (last.kind === 'known')
    return { subjects, entries, lastEntries: [], lastMarks: [], lastKind: kind };
  return { subjects, entries, lastEntries: last.entries, lastMarks: last.marks, lastKind: kind };
}

/** What stands for the digest of a test's request. */
export function digestOf({ value }: AnyEvent): string {
  return (value as { readonly digest?: string }).digest ?? '';
}

/** Balances after records in this order. */
export function balancesAfter(
  events: readonly AnyEvent[],
  options: BookOptions = {},
): Readonly<Record<string, string>> {
  return balancesOf(read(events, options).entries);
}

/** Balance of each account over all entries, in pesos with a sign; accounts at zero are left out. */
export function balancesOf(entries: readonly Entry[]): Readonly<Record<string, string>> {
  return balances(entries.flatMap((entry) => entry.postings));
}

/** What should stand for all subjects of the book, in the same form. */
export function positionsOf(book: Book): Readonly<Record<string, string>> {
  return balances([...book.subjects.values()].flatMap((subject) => positionOf(subject)));
}

function balances(postings: readonly Posting[]): Readonly<Record<string, string>> {
  const sums = new Map<string, bigint>();
  for (const { account, amount, currency } of postings) {
    const name = currency === 'COP' ? account : `${account} ${currency}`;
    sums.set(name, (sums.get(name) ?? 0n) + amount);
  }
  return Object.fromEntries(
    [...sums].filter(([, sum]) => sum !== 0n).map(([name, sum]) => [name, decimal(sum)]),
  );
}

/**
 * Entries as a page of a ledger book, one line each for the head and every posting:
 *
 *     2026-10-05 settled
 *       Dr clearing:ach:acc_1 1000000.00
 *       Cr assets:mono:acc_1 1000000.00
 */
export function page(entries: readonly Entry[]): string {
  return entries
    .map((entry) => {
      const reverses = entry.reverses === null ? '' : ` reverses ${entry.reverses.split(' ')[0]}`;
      const lines = entry.postings.map(({ account, amount, currency }) => {
        const unit = currency === 'COP' ? '' : ` ${currency}`;
        const size = decimal(amount < 0n ? -amount : amount);
        return `  ${amount > 0n ? 'Dr' : 'Cr'} ${account} ${size}${unit}`;
      });
      return [`${entry.bookingDate} ${entry.kind}${reverses}`, ...lines].join('\n');
    })
    .join('\n');
}

function decimal(minorUnits: bigint): string {
  const digits = (minorUnits < 0n ? -minorUnits : minorUnits).toString().padStart(3, '0');
  return `${minorUnits < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/** What a test expects of the last record and of the books after it; what is absent is free. */
export interface Expected {
  /** Entries of the last record as `page` shows them; '' for none. */
  readonly books?: string;
  readonly balances?: Readonly<Record<string, string>>;
  /** Kinds of the marks that stand afterwards over all subjects. */
  readonly marks?: readonly string[];
  readonly state?: SubjectSummary['state'];
  readonly kind?: Book['lastKind'];
}

interface Given {
  readonly when: (...events: readonly AnyEvent[]) => {
    readonly expect: (expected: Expected) => Book;
  };
}

/** Given what is in the log, when these records come, then the book looks so. */
export function given(events: readonly AnyEvent[], options: BookOptions = {}): Given {
  return {
    when: (...more) => ({
      expect: (expected) => {
        const book = read([...events, ...more], options);
        check(book, expected);
        return book;
      },
    }),
  };
}

function check(book: Book, expected: Expected): void {
  const { books, balances: expectedBalances, marks, kind, state } = expected;
  if (books !== undefined) assert.equal(page(book.lastEntries), unindented(books));
  if (expectedBalances !== undefined) {
    assert.deepEqual(balancesOf(book.entries), expectedBalances);
  }
  if (marks !== undefined) assert.deepEqual(standingMarks(book), marks);
  if (kind !== undefined) assert.equal(book.lastKind, kind);
  if (state !== undefined) assert.equal(summaryOf(lastSubject(book)).state, state);
  // What stands for the subjects is the sum of all that was booked for them.
  assert.deepEqual(positionsOf(book), balancesOf(book.entries));
}

/** Kinds of the marks that stand, over all subjects. */
export function standingMarks(book: Book): readonly string[] {
  return [...book.subjects.values()].flatMap(({ marks }) => marks.map((mark) => mark.kind));
}

/** The subject that was named first, which most tests have alone. */
export function lastSubject(book: Book): SubjectState {
  const last = [...book.subjects.values()].at(-1);
  if (last === undefined) throw new Error('the book has no subject');
  return last;
}

/** Drops the indentation that the text has in the test's source. */
function unindented(text: string): string {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const depth = Math.min(...lines.map((line) => line.length - line.trimStart().length));
  return lines.map((line) => line.slice(depth)).join('\n');
}
