import { decodeSubject, encodeSubject, summaryOf } from '@riel/books';
import type { Posting, SubjectState } from '@riel/books';
import { storable } from './storable.ts';
import type { EncodedSubjects } from './sql/load-subjects.ts';
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
  readonly #drafts = new Map<string, Draft>();

  constructor(encoded: EncodedSubjects) {
    this.#encoded = encoded;
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
    for (const [subjectKey, { state, ...head }] of this.#drafts) {
      if (state !== null && head.chainNumbers.length > 0) {
        rows.push({
          ...subjectColumnsOf(state, { subjectKey, ...head }),
          encoded: encodeSubject(state),
        });
      }
    }
    return rows;
  }

  #draftOf(subjectKey: string): Draft {
    let draft = this.#drafts.get(subjectKey);
    if (draft === undefined) {
      const encoded = this.#encoded.get(subjectKey);
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
  const summary = summaryOf(state);
  const text = (value: string | null): string | null =>
    value === null || value === '' ? null : storable(value);
  return {
    ...head,
    kind: summary.type,
    state: summary.state,
    isFinal: summary.final,
    requestedRail: text(summary.requestedRail),
    actualRail: text(summary.actualRail),
    railEvidence: text(summary.railEvidence),
    amount: summary.amount,
    settledAmount: summary.settledAmount,
    currency: text(summary.currency),
    monoAccountId: text(summary.monoAccountId),
    monoTransferId: text(summary.monoTransferIds[0] ?? null),
    caller: text(summary.caller),
    collectionLinkId: text(summary.collectionLinkId),
    clearingHeld: sumOf(summary.clearing, (amount) => (amount < 0n ? -amount : amount)),
    fees: sumOf(summary.fees, (amount, account) => (isTax(account) ? 0n : amount)),
    taxes: sumOf(summary.fees, (amount, account) => (isTax(account) ? amount : 0n)),
    requestedAt: summary.requestedAt,
    acceptedAt: summary.acceptedAt,
    finalAt: summary.finalAt,
  };
};

const isTax = (account: string): boolean => account.startsWith('taxes:');

const sumOf = (
  postings: readonly Posting[],
  part: (amount: bigint, account: string) => bigint,
): bigint => postings.reduce((sum, { amount, account }) => sum + part(amount, account), 0n);
