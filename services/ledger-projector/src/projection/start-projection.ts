import { startConsumer } from '@riel/kafka';
import type { Assignment, Consumer, ConsumerOptions, Kafka } from '@riel/kafka';
import { checkLog } from './check-log.ts';
import { createChunkHandler } from './chunk-handler.ts';
import type { ChunkHandlerOptions } from './chunk-handler.ts';
import type { Projection } from './project-chunk.ts';
import { readLog } from './read-log.ts';
import { readPartitions } from './sql/read-partitions.ts';

export interface ProjectionOptions
  extends
    Pick<ChunkHandlerOptions, 'topics' | 'retryLimits' | 'observer'>,
    Pick<ConsumerOptions, 'groupId' | 'chunkRecordsMax' | 'partitionsConsumedConcurrently'> {
  readonly kafka: Kafka;
  readonly projection: Projection;
  readonly onFatal: (error: unknown) => void;
}

/**
 * Checks that the log is the one that was booked, then books what is assigned to this instance.
 * Throws LedgerError when it is not.
 */
export const startProjection = async (options: ProjectionOptions): Promise<Consumer> => {
  const { kafka, projection, topics, observer, retryLimits, onFatal } = options;
  const topicNames = [...topics.keys()];
  const check = async (): Promise<string> => {
    // In this order: other instances go on booking, and the log only grows.
    const positions = await readPartitions(projection.database.kysely, topicNames);
    const log = await readLog(kafka, topicNames);
    checkLog(log, positions);
    return log.clusterId;
  };
  const clusterId = await check();
  const onChunk = createChunkHandler({
    projection,
    clusterId,
    observer,
    retryLimits,
    topics,
  });
  const started = startConsumer({
    ...options,
    topics: topicNames,
    onChunk,
    // A first assignment may come before the consumer is handed out.
    onAssigned: ({ partitions }) => {
      started.then((consumer) => readAgain(consumer, partitions)).catch(onFatal);
    },
  });
  // Goes back to the last booked record of each partition, so that a quiet one is verified too, and
  // one that the broker believes to be further than the ledger is caught up without a new record.
  const readAgain = async (
    consumer: Consumer,
    partitions: Assignment['partitions'],
  ): Promise<void> => {
    await check();
    const positions = await readPartitions(projection.database.kysely, topicNames);
    for (const { topic, partitions: numbers } of partitions) {
      for (const partition of numbers) {
        const found = positions.find((one) => one.topic === topic && one.partition === partition);
        consumer.seek({ topic, partition, offset: found?.lastOffset ?? 0n });
      }
    }
  };
  return started;
};
