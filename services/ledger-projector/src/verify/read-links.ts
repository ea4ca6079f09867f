import type { Executor } from '@riel/database';
import type { ChainedClosingSum, ChainedMark, ChainedPosting } from '../proof/chain.ts';
import { readPage } from './sql/read-page.ts';
import type { FactRange, PageColumns, RestOfPage } from './sql/read-page.ts';

/** A fact as it is stored, without its postings. */
export interface StoredFact {
  readonly factId: bigint;
  readonly occurredAt: number | null;
  readonly recordedAt: number | null;
  readonly knownAt: number | null;
  readonly logOffset: bigint;
  readonly eventId: string;
  readonly variant: number;
  readonly eventName: string;
  readonly subjectKey: string;
  readonly digest: Buffer;
  readonly chainHash: Buffer;
}

export interface StoredPosting extends ChainedPosting {
  readonly factId: bigint;
  readonly entryNumber: number;
  readonly line: number;
  readonly kind: string;
  readonly accountId: number;
  readonly bookingDate: string;
}

export interface StoredReversal {
  readonly factId: bigint;
  readonly entryNumber: number;
  readonly reverses: string;
}

export interface StoredMark extends ChainedMark {
  readonly factId: bigint;
  readonly markNumber: number;
}

/** A closed month; its sums are rows of their own. */
export interface StoredClosing {
  readonly factId: bigint;
}

export interface StoredClosingSum extends ChainedClosingSum {
  readonly factId: bigint;
}

/** The rows of a range of facts, each list in the order of the chain. */
export interface StoredPage {
  readonly facts: readonly StoredFact[];
  readonly postings: readonly StoredPosting[];
  readonly reversals: readonly StoredReversal[];
  readonly marks: readonly StoredMark[];
  readonly closings: readonly StoredClosing[];
  readonly closingSums: readonly StoredClosingSum[];
}

/** Account names by their numbers; an account that is not there has the name '?'. */
export type AccountNames = ReadonlyMap<
  number,
  { readonly code: string; readonly currency: string }
>;

const HASH_BYTES = 32;
const unknownAccount = { code: '?', currency: '?' };

/** Reads the links of a range as they are stored. */
export const readLinks = async (
  executor: Executor,
  range: FactRange,
  accounts: AccountNames,
): Promise<StoredPage> => {
  const columns = await readPage(executor, range);
  return {
    facts: factsOf(columns),
    postings: postingsOf(columns, accounts),
    ...restRows(columns, accounts),
  };
};

/** What few facts have, as it is stored. */
export const restRows = (
  columns: RestOfPage,
  accounts: AccountNames,
): Omit<StoredPage, 'facts' | 'postings'> => ({
  reversals: (columns.reversals ?? []).map((row) => ({
    factId: BigInt(row.fact_id),
    entryNumber: row.entry_number,
    reverses: row.reverses,
  })),
  marks: (columns.marks ?? []).map((row) => ({
    factId: BigInt(row.fact_id),
    markNumber: row.mark_number,
    kind: row.kind,
    amount: BigInt(row.amount),
    currency: row.currency,
    about: row.about,
  })),
  closings: (columns.closings ?? []).map((factId) => ({ factId: BigInt(factId) })),
  closingSums: (columns.closing_sums ?? []).map((row) => {
    const { code, currency } = accounts.get(row.account_id) ?? unknownAccount;
    const [debit, credit] = [BigInt(row.debit), BigInt(row.credit)];
    return { factId: BigInt(row.fact_id), account: code, currency, debit, credit };
  }),
});

const listOf = (text: string | null): readonly string[] => (text === null ? [] : text.split(','));

const factsOf = (columns: PageColumns): StoredFact[] => {
  const occurredAt = listOf(columns.occurred_at);
  const recordedAt = listOf(columns.recorded_at);
  const knownAt = listOf(columns.known_at);
  const logOffsets = listOf(columns.log_offsets);
  const eventIds = listOf(columns.event_ids);
  const variants = listOf(columns.variants);
  const eventNames = listOf(columns.event_names);
  return listOf(columns.fact_ids).map((factId, index) => ({
    factId: BigInt(factId),
    occurredAt: instantOf(occurredAt[index]),
    recordedAt: instantOf(recordedAt[index]),
    knownAt: instantOf(knownAt[index]),
    logOffset: BigInt(logOffsets[index] ?? 0),
    eventId: eventIds[index] ?? '',
    variant: Number(variants[index]),
    eventName: eventNames[index] ?? '',
    subjectKey: columns.subject_keys?.[index] ?? '',
    digest: hashAt(columns.digests, index),
    chainHash: hashAt(columns.chain_hashes, index),
  }));
};

const instantOf = (text: string | undefined): number | null =>
  text === undefined || text === '' ? null : Number(text);

const hashAt = (hashes: Buffer | null, index: number): Buffer =>
  (hashes ?? Buffer.alloc(0)).subarray(index * HASH_BYTES, (index + 1) * HASH_BYTES);

const postingsOf = (columns: PageColumns, accounts: AccountNames): StoredPosting[] => {
  const amounts = listOf(columns.amounts);
  const accountIds = listOf(columns.account_ids);
  const bookingDays = listOf(columns.booking_days);
  const kinds = listOf(columns.kinds);
  const entryNumbers = listOf(columns.entry_numbers);
  const lines = listOf(columns.lines);
  return listOf(columns.posting_facts).map((factId, index) => {
    const accountId = Number(accountIds[index]);
    const { code, currency } = accounts.get(accountId) ?? unknownAccount;
    return {
      factId: BigInt(factId),
      entryNumber: Number(entryNumbers[index]),
      line: Number(lines[index]),
      kind: kinds[index] ?? '',
      accountId,
      account: code,
      currency,
      amount: BigInt(amounts[index] ?? 0),
      bookingDate: dateOfDay(Number(bookingDays[index] ?? 0)),
    };
  });
};

const dates = new Map<number, string>();
const DATES_MAX = 100_000;

/** 'YYYY-MM-DD' of a number of days since 1970; there are few different ones. */
export const dateOfDay = (day: number): string => {
  let date = dates.get(day);
  if (date === undefined) {
    date = new Date(day * 86_400_000).toISOString().slice(0, 10);
    if (dates.size < DATES_MAX) {
      dates.set(day, date);
    }
  }
  return date;
};
