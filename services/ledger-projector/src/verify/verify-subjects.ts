import { bogotaDateOf, decodeSubject, positionOf } from '@riel/books';
import type { Posting, SubjectState } from '@riel/books';
import type { Executor } from '@riel/database';
import { subjectColumnsOf } from '../projection/subject-drafts.ts';
import type { SubjectRow } from '../projection/subject-row.ts';
import type { Fingerprint } from './fingerprint.ts';
import type { Findings } from './problem.ts';
import { nullMark, readSubjectPage, separator, subjectColumns } from './sql/read-subject-page.ts';
import type { StoredSubject } from './sql/read-subject-page.ts';

export interface SubjectsToVerify {
  readonly executor: Executor;
  readonly partitionId: number;
  /** Words for the partition. */
  readonly place: string;
  readonly findings: Findings;
  readonly subjectsPerPage: number;
  /** Gets every fact and every amount that the subjects claim. */
  readonly claimed: Fingerprint;
  readonly onPage: (subjects: number) => void;
}

/** What all subjects of a partition hold in clearing, by account and currency. */
export type InClearing = ReadonlyMap<string, bigint>;

/**
 * Judges each subject by itself: its columns are those that its facts give, its first date is that of
 * its first fact, and a final transfer holds nothing in clearing. Answers what is in flight.
 */
export const verifySubjects = async (subjects: SubjectsToVerify): Promise<InClearing> => {
  const inClearing = new Map<string, bigint>();
  const { executor, partitionId, subjectsPerPage: subjectsMax, onPage } = subjects;
  let after = '';
  for (;;) {
    const page = await readSubjectPage(executor, { partitionId, after, subjectsMax });
    for (const stored of page) {
      verifySubject(stored, subjects, inClearing);
    }
    onPage(page.length);
    if (page.length < subjectsMax) {
      return inClearing;
    }
    after = page.at(-1)?.subject_key ?? '';
  }
};

const verifySubject = (
  stored: StoredSubject,
  { findings, place, claimed }: SubjectsToVerify,
  inClearing: Map<string, bigint>,
): void => {
  const { subject_key: subjectKey } = stored;
  const chainNumbers = chainNumbersOf(stored.fact_numbers);
  claimed.begin(subjectKey);
  for (const chainNumber of chainNumbers) {
    claimed.addFact(chainNumber);
  }
  const name = `${place}: subject ${subjectKey}`;
  if (chainNumbers.some((number, index) => number <= (chainNumbers[index - 1] ?? 0))) {
    findings.add('subject-facts', null, `${name} does not list its facts in the order of the log`);
  }
  const state = stateOf(stored.encoded);
  if (state === null) {
    findings.add('subject-unreadable', null, `${name} cannot be read`);
    return;
  }
  const position = positionOf(state);
  for (const posting of position) {
    claimed.addAmount(posting);
  }
  const row = subjectColumnsOf(state, {
    subjectKey,
    chainNumbers,
    thirdPartyId: null,
    firstDate: bogotaDateOf(Number(stored.first_occurred_at ?? 0)),
  });
  const odd = oddColumn(stored, row);
  if (odd !== null) {
    findings.add('subject-columns', null, `${name}: ${odd} is not what its facts give`);
  }
  addClearing(position, inClearing);
  if (row.isFinal && row.clearingHeld !== 0n) {
    findings.add('clearing', null, `${name} is final and holds ${row.clearingHeld} in clearing`);
  }
};

const stateOf = (encoded: string): SubjectState | null => {
  try {
    return decodeSubject(encoded);
  } catch {
    return null;
  }
};

const DIGITS_PER_NUMBER = 10;

const chainNumbersOf = (factNumbers: string): number[] => {
  const numbers: number[] = [];
  for (let from = 0; from < factNumbers.length; from += DIGITS_PER_NUMBER) {
    numbers.push(Number.parseInt(factNumbers.slice(from, from + DIGITS_PER_NUMBER), 16));
  }
  return numbers;
};

const addClearing = (position: readonly Posting[], sums: Map<string, bigint>): void => {
  for (const { account, currency, amount } of position) {
    if (account.startsWith('clearing:')) {
      const name = `${account} ${currency}`;
      sums.set(name, (sums.get(name) ?? 0n) + amount);
    }
  }
};

/** The name of the first column that differs from what the facts give, or null. */
const oddColumn = (stored: StoredSubject, row: Omit<SubjectRow, 'encoded'>): string | null => {
  const expected = expectedColumns(row);
  if (stored.columns !== expected) {
    const values = expected.split(separator);
    const found = stored.columns.split(separator);
    return subjectColumns.find((_, index) => values[index] !== found[index]) ?? 'a column';
  }
  return stored.first_date === row.firstDate ? null : 'first_date';
};

const expectedColumns = (row: Omit<SubjectRow, 'encoded'>): string =>
  [
    row.kind,
    row.state,
    row.isFinal,
    row.requestedRail,
    row.actualRail,
    row.railEvidence,
    row.amount,
    row.settledAmount,
    row.currency,
    row.monoAccountId,
    row.monoTransferId,
    row.caller,
    row.collectionLinkId,
    row.clearingHeld,
    row.fees,
    row.taxes,
    row.requestedAt,
    row.acceptedAt,
    row.finalAt,
  ]
    .map((value) => (value === null ? nullMark : String(value)))
    .join(separator);
