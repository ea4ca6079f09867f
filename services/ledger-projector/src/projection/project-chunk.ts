/**
 * Books one chunk of one partition: everything that it changes and the offset after it are one
 * transaction, under the lock of the partition's row.
 *
 * Exactly once in effect follows from that and from nothing else. A chunk that is delivered again
 * finds its records below the offset. A writer that lost its partition waits for the lock and finds
 * the same. A crash before the commit leaves nothing, a crash after it leaves everything, and not
 * knowing whether a commit happened is harmless, because the next attempt sees it. Repetitions with
 * other offsets are seen by event id and digest. Group membership only spreads the work.
 */
import type { Codec } from '@riel/avro';
import type { Database, Transaction } from '@riel/database';
import type { EventName } from '@riel/schemas';
import { LedgerError } from '../errors.ts';
import type { AccountDirectory } from './accounts.ts';
import type { ChunkPlan } from './chunk-draft.ts';
import type { Partition, PartitionPlace } from './partition.ts';
import { planChunk } from './plan-chunk.ts';
import { readRecord } from './read-record.ts';
import type { BookedEventName, RawRecord, ReadRecord } from './read-record.ts';
import { findKnownEvents } from './sql/find-known-events.ts';
import { loadSubjects } from './sql/load-subjects.ts';
import { movePartition } from './sql/move-partition.ts';
import { readMonthSums } from './sql/read-month-sums.ts';
import { lockPartition } from './sql/read-partition.ts';
import type { SubjectMemory } from './subject-memory.ts';
import type { TablesCache } from './tables-cache.ts';
import { digestOfRecord } from './verify-place.ts';
import type { LogRecord } from './verify-place.ts';
import { writePlan } from './write-plan.ts';

/** What booking a chunk needs; shared by all partitions of a process. */
export interface Projection {
  readonly database: Database;
  readonly codec: Pick<Codec<never, BookedEventName>, 'prepare' | 'decode'>;
  readonly tables: TablesCache;
  readonly directory: AccountDirectory;
  /** Absent, every subject is read from the database. */
  readonly memory?: SubjectMemory;
  /** Told of each chunk that booked something, after its commit. */
  readonly onCommitted?: ((chunk: CommittedChunk) => void) | undefined;
}

/** The entries of a chunk, and the stretch of its partition's chain that it added. */
export interface CommittedChunk extends Pick<ChunkPlan, 'facts' | 'postings'> {
  readonly partitionId: number;
  /** Head of the chain before the chunk. */
  readonly after: number;
  /** Head of the chain after it. */
  readonly through: number;
}

export type ChunkRecord = LogRecord & RawRecord;

export interface ChunkToBook {
  readonly place: PartitionPlace;
  /** Events that belong to the topic. */
  readonly topicEvents: ReadonlySet<EventName>;
  /** At least one, in the order of the log, without gaps but those of the log itself. */
  readonly records: readonly ChunkRecord[];
  /** The next offset that this reader saw last in the database. */
  readonly bookedTo: bigint;
}

/** What became of a chunk. */
export interface BookedChunk {
  /** The partition's next offset now. */
  readonly nextOffset: bigint;
  readonly facts: number;
  readonly entries: number;
  readonly postings: number;
  readonly marks: number;
  readonly setAside: number;
  /** Records that were booked before, by offset or by id and bytes. */
  readonly repetitions: number;
}

/**
 * Books what is new in the chunk. Throws LedgerError for a broken invariant, SchemaUnavailableError
 * for a writer's schema that cannot be had, and the database's own errors, of which the transient
 * ones may be answered by calling again.
 */
export const projectChunk = async (
  projection: Projection,
  chunk: ChunkToBook,
): Promise<BookedChunk> => {
  const { database, codec, directory } = projection;
  await codec.prepare(chunk.records.map(({ value }) => value));
  const read = chunk.records.map((record) =>
    readRecord(record, codec.decode(record.value), chunk.topicEvents),
  );
  const outcome = await database.transaction(async (transaction) => {
    const partition = await lock(transaction, chunk);
    const fresh = read.filter(({ offset }) => offset >= partition.nextOffset);
    const last = chunk.records.at(-1);
    if (fresh.length === 0 || last === undefined) {
      return { before: partition, partition, fresh, plan: null, added: null };
    }
    const plan = await plans(transaction, { projection, partition, fresh });
    const added = await writePlan(transaction, plan, { ...partition, directory });
    const moved = moveTo(partition, plan, last);
    await movePartition(transaction, moved);
    return { before: partition, partition: moved, fresh, plan, added };
  });
  if (outcome.added !== null) {
    directory.learn(outcome.added);
  }
  const { before, partition, fresh, plan } = outcome;
  if (plan !== null && plan.facts.length > 0) {
    const { facts, postings } = plan;
    projection.memory?.keep(before, partition, plan.subjects);
    const through = partition.chain.number;
    const after = through - facts.length;
    const { partitionId } = partition;
    projection.onCommitted?.({ partitionId, after, through, facts, postings });
  }
  return {
    nextOffset: partition.nextOffset,
    facts: plan?.facts.length ?? 0,
    entries: plan?.entriesCount ?? 0,
    postings: plan?.postings.length ?? 0,
    marks: plan?.marks.length ?? 0,
    setAside: plan?.setAside.length ?? 0,
    repetitions: read.length - fresh.length + (plan?.repetitions ?? 0),
  };
};

const lock = async (transaction: Transaction, chunk: ChunkToBook): Promise<Partition> => {
  const { partitionId, topic, partition } = chunk.place;
  const locked = await lockPartition(transaction, partitionId);
  if (locked === null || locked.topic !== topic || locked.partition !== partition) {
    throw new LedgerError(
      'RIEL_PARTITION_UNKNOWN',
      `the ledger has no row ${partitionId} for ${topic}, partition ${partition}`,
    );
  }
  // Offsets only grow. One that shrank means that the database was restored to an earlier time, and
  // the records between there and here would be skipped.
  if (locked.nextOffset < chunk.bookedTo) {
    throw new LedgerError(
      'RIEL_LEDGER_WENT_BACK',
      `the ledger had booked ${topic}, partition ${partition}, up to offset ${chunk.bookedTo} ` +
        `and now says ${locked.nextOffset}`,
    );
  }
  return locked;
};

interface Planned {
  readonly projection: Projection;
  readonly partition: Partition;
  readonly fresh: readonly ReadRecord[];
}

const plans = async (
  transaction: Transaction,
  { projection, partition, fresh }: Planned,
): Promise<ChunkPlan> => {
  const { partitionId, inForce } = partition;
  const keys = new Set<string>();
  for (const record of fresh) {
    if (record.kind === 'fact') {
      keys.add(record.subjectKey);
    }
  }
  const remembered = projection.memory?.at(partition, keys) ?? new Map<string, string>();
  const missing = [...keys].filter((key) => !remembered.has(key));
  const eventIds = fresh.map(({ eventId }) => eventId);
  return planChunk({
    partition,
    records: fresh,
    tables:
      inForce.tablesNumber === null
        ? null
        : await projection.tables.get(transaction, inForce.tablesNumber),
    known: await findKnownEvents(transaction, partitionId, eventIds),
    subjects: await loadSubjects(transaction, partitionId, missing),
    remembered,
    monthSums: fresh.some(closesPeriod) ? await readMonthSums(transaction, partitionId) : [],
  });
};

const closesPeriod = (record: ReadRecord): boolean =>
  record.kind === 'fact' && record.event.name === 'PeriodClosed';

const moveTo = (partition: Partition, plan: ChunkPlan, last: ChunkRecord): Partition => ({
  ...partition,
  nextOffset: last.offset + 1n,
  lastOffset: last.offset,
  lastRecordDigest: digestOfRecord(last),
  chain: plan.chain,
  inForce: plan.inForce,
});
