import { bogotaDateOf } from '@riel/books';
import type { Decision, Entry, Mark, SubjectState, Tables } from '@riel/books';
import { linkHash } from '../proof/chain.ts';
import type { ChainedEntry, ChainedMark, Link } from '../proof/chain.ts';
import { BalanceSums } from './balance-sums.ts';
import { closingSums } from './closing-sums.ts';
import type { ChainHead, InForce } from './partition.ts';
import type { ChunkInput } from './plan-chunk.ts';
import type { Marker } from './read-marker.ts';
import type { ReadFact, ReadRecord, ReadSetAside } from './read-record.ts';
import type {
  BalanceRow,
  ClosingRow,
  FactRow,
  MarkRow,
  PostingRow,
  ReversalRow,
  SetAsideRow,
  TablesRow,
} from './rows.ts';
import { storable } from './storable.ts';
import { SubjectDrafts } from './subject-drafts.ts';
import type { SubjectRow } from './subject-row.ts';

/** What a chunk writes, and where the partition stands after it. */
export interface ChunkPlan {
  readonly chain: ChainHead;
  readonly inForce: InForce;
  readonly tables: Tables | null;
  readonly facts: readonly FactRow[];
  readonly entriesCount: number;
  readonly reversals: readonly ReversalRow[];
  readonly postings: readonly PostingRow[];
  readonly balances: readonly BalanceRow[];
  readonly subjects: readonly SubjectRow[];
  readonly marks: readonly MarkRow[];
  readonly setAside: readonly SetAsideRow[];
  readonly newTables: readonly TablesRow[];
  readonly closings: readonly ClosingRow[];
  /** Records whose event id and bytes were in the chain already; they leave no trace. */
  readonly repetitions: number;
}

/** The rows of a chunk while they grow. */
export class ChunkDraft {
  readonly #input: ChunkInput;
  readonly #digests: Map<string, readonly Buffer[]>;
  readonly #subjects: SubjectDrafts;
  readonly #balances = new BalanceSums();
  readonly #facts: FactRow[] = [];
  readonly #reversals: ReversalRow[] = [];
  readonly #postings: PostingRow[] = [];
  readonly #marks: MarkRow[] = [];
  readonly #setAside: SetAsideRow[] = [];
  readonly #newTables: TablesRow[] = [];
  readonly #closings: ClosingRow[] = [];
  #chain: ChainHead;
  #inForce: InForce;
  #tables: Tables | null;
  #entriesCount = 0;
  #repetitions = 0;

  constructor(input: ChunkInput) {
    this.#input = input;
    this.#digests = new Map(input.known);
    this.#subjects = new SubjectDrafts(input.subjects, input.remembered ?? new Map());
    this.#chain = input.partition.chain;
    this.#inForce = input.partition.inForce;
    this.#tables = input.tables;
  }

  get tables(): Tables | null {
    return this.#tables;
  }

  get closedThrough(): string | null {
    return this.#inForce.closedThrough;
  }

  get markerNumber(): number {
    return this.#inForce.markerNumber;
  }

  /** What is known of a subject at this place of the log. */
  subjectOf(subjectKey: string): SubjectState | null {
    return this.#subjects.stateOf(subjectKey);
  }

  /** Words for where a record stands. */
  placeOf({ offset }: ReadRecord): string {
    const { topic, partition } = this.#input.partition;
    return `the record at offset ${offset} of ${topic}, partition ${partition},`;
  }

  /** Whether the chain has the record already, byte for byte. */
  isRepetition({ eventId, digest }: ReadRecord): boolean {
    const known = this.#digests.get(eventId);
    const isKnown = known?.some((other) => other.equals(digest)) === true;
    this.#repetitions += isKnown ? 1 : 0;
    return isKnown;
  }

  setAside(record: ReadSetAside): void {
    const chainNumber = this.#link(record, {
      eventName: 'SetAside',
      subjectKey: '',
      occurredAt: null,
      recordedAt: null,
    });
    const { code, reason, sizeBytes, traceId } = record;
    this.#setAside.push({ chainNumber, code, reason, sizeBytes, traceId });
  }

  bookIgnoredMarker(record: ReadFact): void {
    this.#link(record, headOf(record));
  }

  bookMarker(record: ReadFact, marker: Marker): void {
    if (marker.kind === 'period') {
      this.#closePeriod(record, marker);
      return;
    }
    this.#link(record, headOf(record));
    this.#inForce = {
      ...this.#inForce,
      markerNumber: marker.number,
      tablesNumber: marker.number,
    };
    this.#tables = marker.tables;
    this.#newTables.push({
      markerNumber: marker.number,
      eventId: record.eventId,
      tablesDigest: marker.digest,
      content: marker.content,
      occurredAt: record.occurredAt,
      author: storable(marker.author),
    });
  }

  /** Books a fact as decided; one that says nothing new still is a link of the chain. */
  book(record: ReadFact, decision: Decision): void {
    const entries = decision.kind === 'known' ? [] : decision.entries;
    const marks = decision.kind === 'known' ? [] : decision.marks.map(storableMark);
    const chainNumber = this.#link(record, headOf(record), {
      entries: entries.map(chainedEntry),
      marks,
    });
    const state = decision.kind === 'known' ? null : decision.subject;
    this.#subjects.add(record.subjectKey, {
      chainNumber,
      state,
      date: bogotaDateOf(record.occurredAt),
      thirdPartyId: thirdPartyOf(record),
    });
    entries.forEach((entry, index) => this.#addEntry(chainNumber, entry, index));
    marks.forEach((mark, markNumber) => this.#marks.push({ chainNumber, markNumber, ...mark }));
  }

  plan(): ChunkPlan {
    return {
      chain: this.#chain,
      inForce: this.#inForce,
      tables: this.#tables,
      facts: this.#facts,
      entriesCount: this.#entriesCount,
      reversals: this.#reversals,
      postings: this.#postings,
      balances: this.#balances.rows(),
      subjects: this.#subjects.rows(),
      marks: this.#marks,
      setAside: this.#setAside,
      newTables: this.#newTables,
      closings: this.#closings,
      repetitions: this.#repetitions,
    };
  }

  /** From here on nothing of this partition is dated into the month, so its sums are final. */
  #closePeriod(record: ReadFact, marker: Extract<Marker, { kind: 'period' }>): void {
    const { number: markerNumber, closedThrough: period, author, reason } = marker;
    const { forced, reconciliationRunId } = marker;
    const sums = closingSums(period, this.#input.monthSums, this.#balances.rows());
    const chainNumber = this.#link(record, headOf(record), { ...nothing, closing: sums });
    this.#closings.push({
      chainNumber,
      period,
      markerNumber,
      author: storable(author),
      reason: reason === null ? null : storable(reason),
      forced,
      reconciliationRunId: reconciliationRunId === null ? null : storable(reconciliationRunId),
      sums,
    });
    const through = this.#inForce.closedThrough;
    const closedThrough = through !== null && through > period ? through : period;
    this.#inForce = { ...this.#inForce, markerNumber, closedThrough };
  }

  /** Appends a link to the chain and its fact to the rows. */
  #link(
    record: ReadRecord,
    head: LinkHead,
    content: Pick<Link, 'entries' | 'marks' | 'closing'> = nothing,
  ): number {
    const { eventId, digest } = record;
    const digests = this.#digests.get(eventId) ?? [];
    this.#digests.set(eventId, [...digests, digest]);
    const variant = digests.length;
    const chainNumber = this.#chain.number + 1;
    const knownAt = latest(this.#chain.knownAt, head.recordedAt);
    const link = { chainNumber, eventId, variant, ...head, knownAt, digest, ...content };
    const chainHash = linkHash(this.#chain.hash, link);
    this.#chain = { number: chainNumber, hash: chainHash, knownAt };
    const logOffset = record.offset;
    this.#facts.push({
      chainNumber,
      eventId,
      variant,
      ...head,
      knownAt,
      logOffset,
      digest,
      chainHash,
    });
    return chainNumber;
  }

  #addEntry(chainNumber: number, entry: Entry, entryNumber: number): void {
    const { kind, bookingDate, reverses, postings } = entry;
    this.#entriesCount += 1;
    if (reverses !== null) {
      this.#reversals.push({ chainNumber, entryNumber, reverses });
    }
    const knownDate = bogotaDateOf(this.#chain.knownAt ?? 0);
    for (const [line, { account, currency, amount }] of postings.entries()) {
      const posting = { account, currency, amount, bookingDate };
      this.#postings.push({ chainNumber, entryNumber, kind, line, ...posting });
      this.#balances.add(posting, knownDate);
    }
  }
}

interface LinkHead {
  readonly eventName: string;
  readonly subjectKey: string;
  readonly occurredAt: number | null;
  readonly recordedAt: number | null;
}

const nothing = { entries: [], marks: [] };

const headOf = ({ event, subjectKey, occurredAt, recordedAt }: ReadFact): LinkHead => ({
  eventName: event.name,
  subjectKey,
  occurredAt,
  recordedAt,
});

const thirdPartyOf = ({ event }: ReadFact): string | null => {
  const named = 'thirdPartyId' in event.value ? event.value.thirdPartyId : null;
  return named === null ? null : storable(named);
};

const chainedEntry = ({ kind, bookingDate, reverses, postings }: Entry): ChainedEntry => ({
  kind,
  bookingDate,
  reverses,
  postings,
});

const storableMark = ({ kind, amount, currency, about }: Mark): ChainedMark => ({
  kind,
  amount,
  currency: storable(currency),
  about: storable(about),
});

const latest = (one: number | null, other: number | null): number | null =>
  one === null || (other !== null && other > one) ? other : one;
