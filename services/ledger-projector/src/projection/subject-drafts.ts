import { decodeSubject, encodeSubject, headOf } from '@riel/books';
import type { Posting, SubjectState } from '@riel/books';
import { storable } from './storable.ts';
import type { EncodedSubjects } from './sql/load-subjects.ts';
import type { KnownSubjects } from './subject-memory.ts';
import type { SubjectRow } from './subject-row.ts';

interface Draft {
  state: SubjectState | null;
  /** Date of the first fact that the chunk adds. */
  firstDate: string;
  readonly chainNumbers: number[];
  /** Of the first fact in the chunk that names one. */
  thirdPartyId: string | null;
}

interface AddedFact {
  readonly chainNumber: number;
  /** The state after the fact; null if it changed nothing. */
  readonly state: SubjectState | null;
  readonly date: string;
  readonly thirdPartyId: string | null;
}

/** The subjects that a chunk touches: read once from their stored form, written once. */
export class SubjectDrafts {
  readonly #encoded: EncodedSubjects;
  readonly #remembered: KnownSubjects;
  readonly #drafts = new Map<string, Draft>();

  constructor(encoded: EncodedSubjects, remembered: KnownSubjects) {
    this.#encoded = encoded;
    this.#remembered = remembered;
  }

  stateOf(subjectKey: string): SubjectState | null {
    return this.#draftOf(subjectKey).state;
  }

  add(subjectKey: string, { chainNumber, state, date, thirdPartyId }: AddedFact): void {
    const draft = this.#draftOf(subjectKey);
    if (state === null && draft.state === null) {
      // A record that no rule knows makes no subject, in whatever chunk the first real fact comes.
      return;
    }
    if (draft.chainNumbers.length === 0) {
      draft.firstDate = date;
    }
    draft.chainNumbers.push(chainNumber);
    draft.state = state ?? draft.state;
    draft.thirdPartyId ??= thirdPartyId;
  }

  /** The subjects that have a new fact. */
  rows(): SubjectRow[] {
    const rows: SubjectRow[] = [];
    for (const [subjectKey, { state, firstDate, chainNumbers, thirdPartyId }] of this.#drafts) {
      if (state !== null && chainNumbers.length > 0) {
        const head = { subjectKey, firstDate, chainNumbers, thirdPartyId };
        rows.push(subjectRowOf(state, head, encodeSubject(state)));
      }
    }
    return rows;
  }

  #draftOf(subjectKey: string): Draft {
    let draft = this.#drafts.get(subjectKey);
    if (draft === undefined) {
      const encoded = this.#remembered.get(subjectKey) ?? this.#encoded.get(subjectKey);
      const state = encoded === undefined ? null : decodeSubject(encoded);
      draft = { state, firstDate: '', chainNumbers: [], thirdPartyId: null };
      this.#drafts.set(subjectKey, draft);
    }
    return draft;
  }
}

type RowHead = Pick<SubjectRow, 'subjectKey' | 'firstDate' | 'chainNumbers' | 'thirdPartyId'>;

/** The columns of a subject: those that its facts give, and what stands at its head. */
export const subjectColumnsOf = (
  state: SubjectState,
  head: RowHead,
): Omit<SubjectRow, 'encoded'> => {
  const { encoded: _, ...columns } = subjectRowOf(state, head, '');
  return columns;
};

const subjectRowOf = (state: SubjectState, head: RowHead, encoded: string): SubjectRow => {
  const told = headOf(state);
  return {
    subjectKey: head.subjectKey,
    firstDate: head.firstDate,
    chainNumbers: head.chainNumbers,
    thirdPartyId: head.thirdPartyId,
    kind: told.type,
    state: told.state,
    isFinal: told.final,
    requestedRail: textOf(told.requestedRail),
    actualRail: textOf(told.actualRail),
    railEvidence: textOf(told.railEvidence),
    amount: told.amount,
    settledAmount: told.settledAmount,
    currency: textOf(told.currency),
    monoAccountId: textOf(told.monoAccountId),
    monoTransferId: textOf(told.monoTransferIds[0] ?? null),
    caller: textOf(told.caller),
    collectionLinkId: textOf(told.collectionLinkId),
    clearingHeld: sumOf(told.clearing, (amount) => (amount < 0n ? -amount : amount)),
    fees: sumOf(told.fees, (amount, account) => (isFee(account) ? amount : 0n)),
    taxes: sumOf(told.fees, (amount, account) => (isTax(account) ? amount : 0n)),
    requestedAt: told.requestedAt,
    acceptedAt: told.acceptedAt,
    finalAt: told.finalAt,
    encoded,
  };
};

const textOf = (value: string | null): string | null =>
  value === null || value === '' ? null : storable(value);

/** What is owed back of a fee or tax stands beside them and is neither. */
const isFee = (account: string): boolean => account.startsWith('expenses:');

const isTax = (account: string): boolean => account.startsWith('taxes:');

const sumOf = (
  postings: readonly Posting[],
  part: (amount: bigint, account: string) => bigint,
): bigint => postings.reduce((sum, { amount, account }) => sum + part(amount, account), 0n);
