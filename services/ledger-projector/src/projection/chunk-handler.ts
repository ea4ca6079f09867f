import { SchemaUnavailableError } from '@riel/avro';
import { retryClassOf, retryTransient } from '@riel/database';
import type { RetryLimits } from '@riel/database';
import type { Chunk, ChunkOutcome } from '@riel/kafka';
import type { EventName } from '@riel/schemas';
import { LedgerError } from '../errors.ts';
import type { PartitionPlace } from './partition.ts';
import { projectChunk } from './project-chunk.ts';
import type { BookedChunk, ChunkRecord, Projection } from './project-chunk.ts';
import { openPartition } from './sql/open-partition.ts';
import { readPartition } from './sql/read-partition.ts';
import { verifyPlace } from './verify-place.ts';

/** A booked topic: what may stand in it, and its place among the booked topics. */
export interface BookedTopic {
  readonly topicEvents: ReadonlySet<EventName>;
  /** The number of a partition in the database. */
  partitionId(partition: number): number;
}

/** Told of what happens, for metrics and health. */
export interface ChunkObserver {
  began(chunk: Chunk): void;
  retried(chunk: Chunk, error: unknown): void;
  booked(chunk: Chunk, booked: BookedChunk): void;
  ended(chunk: Chunk): void;
}

export interface ChunkHandlerOptions {
  readonly projection: Projection;
  readonly topics: ReadonlyMap<string, BookedTopic>;
  readonly clusterId: string;
  readonly retryLimits: Pick<
    RetryLimits,
    'attemptsMax' | 'delayMillisecondsMin' | 'delayMillisecondsMax'
  >;
  readonly observer: ChunkObserver;
  /** Pause before the registry is asked again for a schema that it did not have. Default 1,000. */
  readonly schemaRetryMilliseconds?: number;
}

export interface ChunkHandler {
  /** Books a chunk, or says where to read first. */
  handle(chunk: Chunk): Promise<ChunkOutcome>;
  /** Whether the log of a partition was verified under an assignment. */
  isVerified(topic: string, partition: number, assignment: string): boolean;
}

/** What this process knows of a partition under one assignment; a new assignment voids it. */
interface Reader {
  readonly assignment: string;
  readonly place: PartitionPlace;
  readonly topicEvents: ReadonlySet<EventName>;
  /** Where it asked to go, to read the last booked record again. */
  soughtOffset: bigint | null;
  /** The next offset seen last in the database; null until the log was verified. */
  bookedTo: bigint | null;
}

/**
 * Books the chunks of the consumer. After each assignment the last booked record is read again
 * first (see `verify-place.ts`); transient errors of the database are retried in place, with
 * heartbeats, while the partition waits. A writer's schema that cannot be had stops the partition
 * until it is there. Whatever else is thrown ends the consumer.
 */
export const createChunkHandler = (options: ChunkHandlerOptions): ChunkHandler => {
  const readers = new Map<string, Reader>();
  const handle: ChunkHandler['handle'] = async (chunk) => {
    const reader = readerOf(readers, chunk, options);
    options.observer.began(chunk);
    try {
      return await verifyAndBook(reader, chunk, options);
    } catch (error) {
      if (chunk.isStale() && retryClassOf(error) === 'retry') {
        // Not ours any more, and not booked: whoever has the partition now reads it again.
        return { kind: 'seek', offset: chunk.records[0]?.offset ?? 0n };
      }
      if (error instanceof SchemaUnavailableError) {
        // No record is skipped: the partition stops here until the registry has the writer's schema.
        options.observer.retried(chunk, error);
        return { kind: 'wait', milliseconds: options.schemaRetryMilliseconds ?? 1_000 };
      }
      throw error;
    } finally {
      options.observer.ended(chunk);
    }
  };
  return {
    handle,
    isVerified: (topic, partition, assignment) => {
      const reader = readers.get(`${topic}/${partition}`);
      return reader?.assignment === assignment && reader.bookedTo !== null;
    },
  };
};

const verifyAndBook = async (
  reader: Reader,
  chunk: Chunk,
  options: ChunkHandlerOptions,
): Promise<ChunkOutcome> => {
  const seek = reader.bookedTo === null ? await verify(reader, chunk, options) : null;
  if (seek !== null) {
    return seek;
  }
  const booked = await book(reader, chunk, options);
  reader.bookedTo = booked.nextOffset;
  options.observer.booked(chunk, booked);
  return { kind: 'done' };
};

const readerOf = (
  readers: Map<string, Reader>,
  { topic, partition, assignment }: Chunk,
  { topics }: ChunkHandlerOptions,
): Reader => {
  const name = `${topic}/${partition}`;
  const known = readers.get(name);
  if (known?.assignment === assignment) {
    return known;
  }
  const booked = topics.get(topic);
  if (booked === undefined) {
    throw new LedgerError('RIEL_PARTITION_UNKNOWN', `${topic} is not a booked topic`);
  }
  const reader: Reader = {
    assignment,
    place: { topic, partition, partitionId: booked.partitionId(partition) },
    topicEvents: booked.topicEvents,
    soughtOffset: null,
    bookedTo: null,
  };
  readers.set(name, reader);
  return reader;
};

/** Answers where to read first, or null once the log is known to be the one that was booked. */
const verify = async (
  reader: Reader,
  chunk: Chunk,
  options: ChunkHandlerOptions,
): Promise<ChunkOutcome | null> => {
  const { place } = reader;
  const { clusterId, projection } = options;
  const partition = await retrying(chunk, options, async () => {
    await openPartition(projection.database.kysely, { ...place, clusterId });
    return readPartition(projection.database.kysely, place.partitionId);
  });
  if (partition === null || partition.clusterId !== clusterId) {
    throw new LedgerError(
      'RIEL_CLUSTER_DIFFERS',
      `${place.topic}, partition ${place.partition}, was booked from another cluster`,
    );
  }
  const outcome = verifyPlace(partition, chunk.records, reader.soughtOffset);
  if (outcome.kind === 'seek') {
    reader.soughtOffset = outcome.offset;
    return outcome;
  }
  reader.bookedTo = partition.nextOffset;
  return null;
};

const book = (reader: Reader, chunk: Chunk, options: ChunkHandlerOptions): Promise<BookedChunk> => {
  const { place, topicEvents } = reader;
  const records = chunk.records.map(chunkRecord);
  const bookedTo = reader.bookedTo ?? 0n;
  return retrying(chunk, options, () =>
    projectChunk(options.projection, { place, topicEvents, records, bookedTo }),
  );
};

const chunkRecord = ({ offset, key, value, headers }: Chunk['records'][number]): ChunkRecord => ({
  offset,
  key,
  value,
  traceparent: headers['traceparent'] ?? null,
});

/** Tries again through transient failures, alive in the group, until the partition is taken away. */
const retrying = async <T>(
  chunk: Chunk,
  { retryLimits, observer }: ChunkHandlerOptions,
  work: () => Promise<T>,
): Promise<T> => {
  const taken = new AbortController();
  return retryTransient(work, {
    ...retryLimits,
    signal: taken.signal,
    onRetry: ({ error }) => {
      observer.retried(chunk, error);
      // A heartbeat that fails says that the partition is someone else's now.
      chunk.heartbeat().catch(() => taken.abort());
      if (chunk.isStale()) {
        taken.abort();
      }
    },
  });
};
