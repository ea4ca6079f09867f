import { randomUUID } from 'node:crypto';
import { retryTransient } from '@riel/database';
import { startConsumer } from '@riel/kafka';
import type { Assignment, Chunk, ChunkOutcome, Consumer, Kafka } from '@riel/kafka';
import { createSemaphore } from '@riel/runtime';
import type { BookedTopic } from '../projection/chunk-handler.ts';
import type { PartitionPlace } from '../projection/partition.ts';
import { projectChunk } from '../projection/project-chunk.ts';
import type { Projection } from '../projection/project-chunk.ts';
import { openPartition } from '../projection/sql/open-partition.ts';

/** A partition of the log, how far it is booked, and how far it is to be. */
export interface Stretch {
  readonly place: PartitionPlace;
  readonly topic: BookedTopic;
  /** Name of the topic in this cluster; a copy may have another one. */
  readonly topicName: string;
  readonly from: bigint;
  /** Offset of the first record that is not to be booked. */
  readonly to: bigint;
}

export interface ReplayOptions {
  readonly kafka: Kafka;
  readonly projection: Projection;
  readonly clusterId: string;
  readonly stretches: readonly Stretch[];
  readonly chunkRecordsMax: number;
  /** Chunks that are written at the same time; the database has as many connections at least. */
  readonly chunksConcurrentlyMax: number;
  /** Told of each chunk: facts that it added to the ledger. */
  readonly onBooked: (facts: number) => void;
}

const CHUNK_ATTEMPTS_MAX = 20;

/**
 * Books the stretches with the projector's own code, through a consumer group that lives as long as
 * this call. Rejects with what ended the reading, if it ends before all of them are booked.
 */
export const replayLog = async (options: ReplayOptions): Promise<void> => {
  const { kafka, stretches } = options;
  const open = new Map(
    stretches.filter(({ from, to }) => from < to).map((stretch) => [nameOf(stretch), stretch]),
  );
  if (open.size === 0) {
    return;
  }
  const groupId = `riel.ledger-rebuild.${randomUUID()}`;
  const finished = Promise.withResolvers<void>();
  for (const { place } of open.values()) {
    const { clusterId, projection } = options;
    await openPartition(projection.database.kysely, { ...place, clusterId });
  }
  const book = bookerOf(options);
  const onChunk = async (chunk: Chunk): Promise<ChunkOutcome> => {
    const stretch = open.get(`${chunk.topic}/${chunk.partition}`);
    if (stretch !== undefined && (await book(stretch, chunk))) {
      open.delete(nameOf(stretch));
    }
    if (open.size === 0) {
      finished.resolve();
    }
    return { kind: 'done' };
  };
  const consumer = await startReading({ ...options, groupId, onChunk, onFatal: finished.reject });
  try {
    await finished.promise;
  } finally {
    await consumer.stop();
    await deleteGroup(kafka, groupId);
  }
};

const nameOf = ({ topicName, place }: Stretch): string => `${topicName}/${place.partition}`;

/** Answers a function that books what a chunk has of a stretch; true when the stretch is booked. */
const bookerOf = ({
  projection,
  chunksConcurrentlyMax: permits,
  onBooked,
}: ReplayOptions): ((stretch: Stretch, chunk: Chunk) => Promise<boolean>) => {
  const semaphore = createSemaphore({ permits, waitersMax: 10_000 });
  return async ({ place, topic, to }, chunk) => {
    const records = chunk.records
      .filter(({ offset }) => offset < to)
      .map(({ headers, ...record }) => ({
        ...record,
        traceparent: headers['traceparent'] ?? null,
      }));
    if (records.length === 0) {
      return true;
    }
    const { topicEvents } = topic;
    const booked = await semaphore.run(() =>
      retryTransient(
        () => projectChunk(projection, { place, topicEvents, records, bookedTo: 0n }),
        {
          attemptsMax: CHUNK_ATTEMPTS_MAX,
          onRetry: () => void chunk.heartbeat().catch(() => undefined),
        },
      ),
    );
    onBooked(booked.facts);
    return booked.nextOffset >= to;
  };
};

interface Reading extends ReplayOptions {
  readonly groupId: string;
  readonly onChunk: (chunk: Chunk) => Promise<ChunkOutcome>;
  readonly onFatal: (error: unknown) => void;
}

const startReading = ({
  kafka,
  groupId,
  stretches,
  chunkRecordsMax,
  onChunk,
  onFatal,
}: Reading): Promise<Consumer> => {
  const started = startConsumer({
    kafka,
    groupId,
    topics: [...new Set(stretches.map(({ topicName }) => topicName))],
    chunkRecordsMax,
    partitionsConsumedConcurrently: stretches.length,
    onChunk,
    onFatal,
    onAssigned: (assignment) => {
      // The first assignment comes before the consumer is handed out.
      started.then((consumer) => seekAll(consumer, assignment, stretches)).catch(onFatal);
    },
  });
  return started;
};

/** A new group begins at offset 0; what is booked already need not be read again. */
const seekAll = (
  consumer: Consumer,
  { partitions }: Assignment,
  stretches: readonly Stretch[],
): void => {
  for (const { topic, partitions: numbers } of partitions) {
    for (const { topicName, place, from } of stretches) {
      if (topicName === topic && numbers.includes(place.partition) && from > 0n) {
        consumer.seek({ topic, partition: place.partition, offset: from });
      }
    }
  }
};

const deleteGroup = async ({ client, logger }: Kafka, groupId: string): Promise<void> => {
  const admin = client.admin();
  try {
    await admin.connect();
    await admin.deleteGroups([groupId]);
  } catch (error) {
    // The broker forgets an empty group by itself after a while.
    logger.debug({ groupId, error }, 'the group of the rebuild was not deleted');
  } finally {
    await admin.disconnect();
  }
};
