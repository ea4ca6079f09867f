/**
 * Decides what a chunk of the log writes: pure, so that the same records after the same past always
 * give the same rows, wherever the borders of chunks fall.
 */
import { decide } from '@riel/books';
import type { Decision, Tables } from '@riel/books';
import { LedgerError } from '../errors.ts';
import { ChunkDraft } from './chunk-draft.ts';
import type { ChunkPlan } from './chunk-draft.ts';
import type { MonthSum } from './closing-sums.ts';
import type { Partition } from './partition.ts';
import { readMarker } from './read-marker.ts';
import type { ReadFact, ReadRecord } from './read-record.ts';
import type { EncodedSubjects } from './sql/load-subjects.ts';
import type { KnownEvents } from './sql/find-known-events.ts';
import type { KnownSubjects } from './subject-memory.ts';

export interface ChunkInput {
  /** As locked by the transaction that will write the plan. */
  readonly partition: Partition;
  /** Tables in force before the chunk; null before the first marker. */
  readonly tables: Tables | null;
  /** At or above the partition's next offset, in the order of the log. */
  readonly records: readonly ReadRecord[];
  /** What the chain already has of the records' event ids. */
  readonly known: KnownEvents;
  /** The subjects of the records, as far as they are there and not remembered. */
  readonly subjects: EncodedSubjects;
  /** Subjects that are known as they stand at the partition's head. Default: none. */
  readonly remembered?: KnownSubjects;
  /** What the partition has booked per account and month; needed where a record closes a month. */
  readonly monthSums: readonly MonthSum[];
}

/**
 * The rows of a chunk. Throws LedgerError for a log that nobody can book: RIEL_NO_TABLES,
 * RIEL_TABLES_INVALID.
 */
export const planChunk = (input: ChunkInput): ChunkPlan => {
  const draft = new ChunkDraft(input);
  for (const record of input.records) {
    if (draft.isRepetition(record)) {
      continue;
    }
    if (record.kind === 'set-aside') {
      draft.setAside(record);
    } else if (!bookMarker(draft, record)) {
      draft.book(record, decideFact(draft, record));
    }
  }
  return draft.plan();
};

/** Books a record as a marker and answers true, or answers false for any other record. */
const bookMarker = (draft: ChunkDraft, record: ReadFact): boolean => {
  const { event } = record;
  if (event.name !== 'TablesActivated' && event.name !== 'PeriodClosed') {
    return false;
  }
  // Markers are one series: a number that is not above the last one came late or twice.
  if (event.value.markerNumber <= draft.markerNumber) {
    draft.bookIgnoredMarker(record);
  } else {
    draft.bookMarker(record, readMarker(event));
  }
  return true;
};

const decideFact = (draft: ChunkDraft, record: ReadFact): Decision => {
  const { tables, closedThrough } = draft;
  if (tables === null) {
    throw new LedgerError(
      'RIEL_NO_TABLES',
      `${draft.placeOf(record)} stands before the first TablesActivated of its partition: ` +
        'riel deploy writes that marker before anything else',
    );
  }
  const subject = draft.subjectOf(record.subjectKey);
  const { event, subjectKey: key } = record;
  // Only a request is ever named by its digest.
  const digest = event.name === 'TransferRequested' ? record.digest.toString('hex') : '';
  return decide({ event, key, subject, tables, closedThrough, digest });
};
