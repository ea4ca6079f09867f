import type { ChainedClosingSum, ChainedEntry } from '../proof/chain.ts';
import type {
  StoredClosingSum,
  StoredFact,
  StoredMark,
  StoredPage,
  StoredPosting,
  StoredReversal,
} from './read-links.ts';

/** A fact with all that is stored of it, as the chain covers it. */
export interface StoredLink {
  readonly fact: StoredFact;
  readonly entries: readonly ChainedEntry[];
  readonly postings: readonly StoredPosting[];
  readonly marks: readonly StoredMark[];
  /** Sums of the month that it closed; absent if it closed none. */
  readonly closing?: readonly ChainedClosingSum[];
  /** What is wrong with the shape of its entries, one sentence each. */
  readonly faults: readonly string[];
}

/** A row whose fact is not there. */
export interface Stray {
  readonly table: 'postings' | 'reversals' | 'marks' | 'closings' | 'closing_sums';
  readonly factId: bigint;
}

/** Puts the rows of a page together, and tells which of them belong to no fact. */
export const groupLinks = (page: StoredPage): { links: StoredLink[]; strays: Stray[] } => {
  const postings = new Rows('postings', page.postings);
  const reversals = new Rows('reversals', page.reversals);
  const marks = new Rows('marks', page.marks);
  const closings = new Rows('closings', page.closings);
  const closingSums = new Rows('closing_sums', page.closingSums);
  const links = page.facts.map((fact) =>
    linkOf(fact, {
      postings: postings.take(fact.factId),
      reversals: reversals.take(fact.factId),
      marks: marks.take(fact.factId),
      isClosing: closings.take(fact.factId).length > 0,
      closingSums: closingSums.take(fact.factId),
    }),
  );
  const tables = [postings, reversals, marks, closings, closingSums];
  return { links, strays: tables.flatMap((rows) => rows.strays()) };
};

const none: readonly never[] = [];

/** Rows in the order of their facts, taken fact by fact. */
class Rows<Row extends { readonly factId: bigint }> {
  readonly #table: Stray['table'];
  readonly #rows: readonly Row[];
  readonly #strays: Stray[] = [];
  #next = 0;

  constructor(table: Stray['table'], rows: readonly Row[]) {
    this.#table = table;
    this.#rows = rows;
  }

  take(factId: bigint): readonly Row[] {
    let row = this.#rows[this.#next];
    if (row === undefined || row.factId > factId) {
      return none;
    }
    while (row !== undefined && row.factId < factId) {
      this.#strays.push({ table: this.#table, factId: row.factId });
      row = this.#rows[++this.#next];
    }
    const from = this.#next;
    while (row !== undefined && row.factId === factId) {
      row = this.#rows[++this.#next];
    }
    return this.#rows.slice(from, this.#next);
  }

  strays(): Stray[] {
    const rest = this.#rows.slice(this.#next);
    return [...this.#strays, ...rest.map(({ factId }) => ({ table: this.#table, factId }))];
  }
}

interface LinkRows {
  readonly postings: readonly StoredPosting[];
  readonly reversals: readonly StoredReversal[];
  readonly marks: readonly StoredMark[];
  readonly isClosing: boolean;
  readonly closingSums: readonly StoredClosingSum[];
}

const linkOf = (fact: StoredFact, rows: LinkRows): StoredLink => {
  const { postings, reversals, marks, isClosing, closingSums } = rows;
  const faults: string[] = [];
  const entries: ChainedEntry[] = [];
  for (let from = 0; from < postings.length;) {
    const through = endOfEntry(postings, from);
    const lines = postings.slice(from, through);
    const number = postings[from]?.entryNumber ?? 0;
    if (number !== entries.length) {
      faults.push(`entry ${entries.length} is missing before entry ${number}`);
    }
    faults.push(...faultsOfEntry(lines).map((fault) => `entry ${number} ${fault}`));
    entries.push(
      entryOf(
        lines,
        reversals.find(({ entryNumber }) => entryNumber === number),
      ),
    );
    from = through;
  }
  if (reversals.length > entries.filter(({ reverses }) => reverses !== null).length) {
    faults.push('a reversal names no entry');
  }
  if (marks.some(({ markNumber }, index) => markNumber !== index)) {
    faults.push('its marks are not numbered from 0');
  }
  if (closingSums.length > 0 && !isClosing) {
    faults.push('it has closing sums and closed no month');
  }
  const link = { fact, entries, postings, marks, faults };
  return isClosing ? { ...link, closing: closingSums } : link;
};

const endOfEntry = (postings: readonly StoredPosting[], from: number): number => {
  const number = postings[from]?.entryNumber;
  let end = from + 1;
  while (end < postings.length && postings[end]?.entryNumber === number) {
    end += 1;
  }
  return end;
};

const entryOf = (
  lines: readonly StoredPosting[],
  reversal: StoredReversal | undefined,
): ChainedEntry => ({
  kind: lines[0]?.kind ?? '',
  bookingDate: lines[0]?.bookingDate ?? '',
  reverses: reversal?.reverses ?? null,
  postings: lines,
});

const faultsOfEntry = (lines: readonly StoredPosting[]): string[] => {
  const faults: string[] = [];
  const [first] = lines;
  const isWhole = lines.every(
    ({ line, kind, bookingDate }, index) =>
      line === index && kind === first?.kind && bookingDate === first.bookingDate,
  );
  if (!isWhole) {
    faults.push('is not whole: lines are missing or disagree on kind or date');
  }
  const oddCurrency = unbalancedCurrency(lines);
  if (oddCurrency !== null) {
    faults.push(`does not balance in ${oddCurrency}`);
  }
  return faults;
};

/** The first currency in which lines do not sum to zero, or null. */
const unbalancedCurrency = (lines: readonly StoredPosting[]): string | null => {
  const [first] = lines;
  let sum = 0n;
  for (const { currency, amount } of lines) {
    if (currency !== first?.currency) {
      return unbalancedOfSeveral(lines);
    }
    sum += amount;
  }
  return sum === 0n ? null : (first?.currency ?? null);
};

const unbalancedOfSeveral = (lines: readonly StoredPosting[]): string | null => {
  const sums = new Map<string, bigint>();
  for (const { currency, amount } of lines) {
    sums.set(currency, (sums.get(currency) ?? 0n) + amount);
  }
  return [...sums].find(([, sum]) => sum !== 0n)?.[0] ?? null;
};
