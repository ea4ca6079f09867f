import type { FactRow, PostingRow } from '../projection/rows.ts';

/** What an event of an entry says of the fact that it was booked for. */
export type BookedFact = Pick<
  FactRow,
  'chainNumber' | 'eventId' | 'subjectKey' | 'occurredAt' | 'knownAt' | 'chainHash'
>;

/** One line of an entry. */
export type BookedPosting = Pick<
  PostingRow,
  'chainNumber' | 'entryNumber' | 'kind' | 'bookingDate' | 'account' | 'currency' | 'amount'
>;

/** The entries of a range of a partition's chain. */
export interface BookedEntries {
  /** In the order of the chain; facts without entries may be among them. */
  readonly facts: readonly BookedFact[];
  /** By fact, entry and line. */
  readonly postings: readonly BookedPosting[];
}
