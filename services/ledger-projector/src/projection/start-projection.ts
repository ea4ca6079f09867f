import { startConsumer } from '@riel/kafka';
import type { Assignment, Consumer, ConsumerOptions, Kafka } from '@riel/kafka';
import { checkLog } from './check-log.ts';
import { createChunkHandler } from './chunk-handler.ts';
import type { ChunkHandler, ChunkHandlerOptions } from './chunk-handler.ts';
import type { Projection } from './project-chunk.ts';
import { readAgain } from './read-again.ts';
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

const assignmentAttemptsMax = 30;
const assignmentDelayMilliseconds = 1_000;

/**
 * Checks that the log is the one that was booked, then books what is assigned to this instance.
 * Throws LedgerError when it is not.
 */
export const startProjection = async (options: ProjectionOptions): Promise<Consumer> => {
  const { projection, topics, observer, retryLimits, onFatal } = options;
  const topicNames = [...topics.keys()];
  const clusterId = await checkedClusterId(options, topicNames);
  let assigned = new AbortController();
  const handler = createChunkHandler({ projection, clusterId, observer, retryLimits, topics });
  const started = startConsumer({
    ...options,
    topics: topicNames,
    onChunk: (chunk) => handler.handle(chunk),
    onAssigned: (assignment) => {
      assigned.abort();
      assigned = new AbortController();
      readAgain({
        check: async () => {
          await checkedClusterId(options, topicNames);
        },
        // A first assignment may come before the consumer is handed out.
        goBack: async () => goBack(await started, assignment, { projection, handler }),
        signal: assigned.signal,
        attemptsMax: assignmentAttemptsMax,
        delayMilliseconds: assignmentDelayMilliseconds,
      }).catch(onFatal);
    },
  });
  const consumer = await started;
  return {
    ...consumer,
    stop: async () => {
      assigned.abort();
      await consumer.stop();
    },
  };
};

const checkedClusterId = async (
  { kafka, projection }: ProjectionOptions,
  topicNames: readonly string[],
): Promise<string> => {
  // In this order: other instances go on booking, and the log only grows.
  const positions = await readPartitions(projection.database.kysely, topicNames);
  const log = await readLog(kafka, topicNames);
  checkLog(log, positions);
  return log.clusterId;
};

const goBack = async (
  consumer: Consumer,
  { assignment, partitions }: Assignment,
  { projection, handler }: { readonly projection: Projection; readonly handler: ChunkHandler },
): Promise<void> => {
  const topicNames = partitions.map(({ topic }) => topic);
  const positions = await readPartitions(projection.database.kysely, topicNames);
  for (const { topic, partitions: numbers } of partitions) {
    for (const partition of numbers) {
      if (handler.isVerified(topic, partition, assignment)) {
        // A busy partition was verified by its first chunk.
        continue;
      }
      const found = positions.find((one) => one.topic === topic && one.partition === partition);
      consumer.seek({ topic, partition, offset: found?.lastOffset ?? 0n });
    }
  }
};
