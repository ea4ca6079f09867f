import { randomUUID } from 'node:crypto';
import type { Consumer as ClientConsumer } from 'kafkajs';
import { consumeBatch } from './consume-batch.ts';
import type { Consumer, ConsumerOptions } from './consumer-options.ts';
import { createConsumerState } from './consumer-state.ts';
import type { ConsumerState } from './consumer-state.ts';
import { KafkaUnavailableError } from './errors.ts';
import { fatalErrorOf } from './fatal-error.ts';
import { retryLimits } from './kafka.ts';
import { createOffsetCommits } from './offset-commits.ts';
import type { OffsetCommits } from './offset-commits.ts';
import { createRestartLimit } from './restart-limit.ts';

/**
 * Joins the group and works off chunks until `stop` or a fatal error; resolves once it has joined
 * (or has ended before that, which `onFatal` tells). Rejects with `KafkaUnavailableError` if no broker is there.
 *
 * Records come at least once: after a rebalance, a restart or a kill from the offset last told to
 * the broker. A handler that keeps its offset in its own transaction drops what lies below, and
 * returns `seek` when the broker's hint is far behind.
 */
export const startConsumer = async (options: ConsumerOptions): Promise<Consumer> => {
  const clock = (): number => performance.now();
  const state = createConsumerState(randomUUID(), clock);
  const { logger } = options.kafka;
  const { groupId } = options;
  const commitIntervalMilliseconds = options.commitIntervalMilliseconds ?? 1_000;
  const commits = createOffsetCommits({
    intervalMilliseconds: commitIntervalMilliseconds,
    clock,
    onCommitted: (committed) => options.onCommitted?.(committed),
    onFailed: (error) =>
      logger.debug({ groupId, error }, 'Offsets were not committed, later again'),
  });
  const consumer = openConsumer(options, state);
  const settled = Promise.withResolvers<void>();
  watch({ consumer, options, state, commits, onSettled: settled.resolve });
  try {
    await consumer.connect();
    await consumer.subscribe({ topics: [...options.topics], fromBeginning: true });
  } catch (error) {
    await consumer.disconnect();
    throw new KafkaUnavailableError(`group ${groupId} could not connect`, error);
  }
  const { chunkRecordsMax = 500, chunkBytesMax = 4_000_000, onChunk } = options;
  await consumer.run({
    autoCommit: false,
    eachBatchAutoResolve: false,
    partitionsConsumedConcurrently: options.partitionsConsumedConcurrently ?? 1,
    eachBatch: (payload) =>
      consumeBatch(payload, {
        consumer,
        state,
        commits,
        onChunk,
        limits: { chunkRecordsMax, chunkBytesMax },
      }),
  });
  await settled.promise;
  // For partitions that have gone quiet; a busy one tells its offsets itself.
  const flushing = setInterval(
    () => void commits.flush(),
    Math.max(commitIntervalMilliseconds, 100),
  );
  flushing.unref();
  return handleOf({ consumer, options, state, commits }, () => clearInterval(flushing));
};

const handleOf = (
  { consumer, options, state, commits }: Parts,
  stopFlushing: () => void,
): Consumer => ({
  stop: async () => {
    stopFlushing();
    state.stop();
    await commits.flush();
    await consumer.disconnect();
  },
  pause: (topics) => {
    state.pause(topics);
    applyPauses(consumer, state);
  },
  resume: (topics) => {
    state.resume(topics);
    if (state.isJoined()) {
      consumer.resume(topics.map((topic) => ({ topic })));
    }
  },
  seek: ({ topic, partition, offset }) => {
    if (state.isJoined()) {
      consumer.seek({ topic, partition, offset: offset.toString() });
    }
  },
  isHealthy: () =>
    state.isJoined() &&
    state.failure === undefined &&
    state.silentMilliseconds() < (options.sessionTimeoutMilliseconds ?? sessionTimeoutDefault),
});

const sessionTimeoutDefault = 30_000;

const openConsumer = (options: ConsumerOptions, state: ConsumerState): ClientConsumer => {
  const restarts = createRestartLimit(state, options.restartsMax ?? 10);
  const consumer = options.kafka.client.consumer({
    groupId: options.groupId,
    allowAutoTopicCreation: false,
    minBytes: options.minBytes ?? 1,
    maxBytes: options.maxBytes ?? 8_388_608,
    maxBytesPerPartition: options.maxBytesPerPartition ?? 1_048_576,
    maxWaitTimeInMs: options.maxWaitMilliseconds ?? 250,
    sessionTimeout: options.sessionTimeoutMilliseconds ?? sessionTimeoutDefault,
    rebalanceTimeout: options.rebalanceTimeoutMilliseconds ?? 60_000,
    heartbeatInterval: options.heartbeatIntervalMilliseconds ?? 3_000,
    retry: {
      ...retryLimits(options),
      // Without a limit kafkajs restarts for ever while no broker is there.
      restartOnFailure: () => Promise.resolve(restarts.mayRestart()),
    },
  });
  consumer.on(consumer.events.FETCH, () => {
    restarts.succeeded();
    state.heard();
  });
  consumer.on(consumer.events.HEARTBEAT, () => state.heard());
  return consumer;
};

interface Parts {
  readonly consumer: ClientConsumer;
  readonly options: ConsumerOptions;
  readonly state: ConsumerState;
  readonly commits: OffsetCommits;
}

interface Watched extends Parts {
  /** The first join has succeeded, or the consumer has ended before it. */
  readonly onSettled: () => void;
}

/** kafkajs calls these at once, before the first fetch of a new assignment. */
const watch = ({ consumer, options, state, commits, onSettled }: Watched): void => {
  const { groupId } = options;
  const { logger } = options.kafka;
  consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
    if (state.stopping) {
      // Stopped while it was joining: kafkajs would go on for ever, nobody could stop it any more.
      void consumer.disconnect();
      return;
    }
    commits.forget();
    state.joined();
    applyPauses(consumer, state);
    const { assignment } = state;
    const partitions = Object.entries(payload.memberAssignment).map(([topic, numbers]) => ({
      topic,
      partitions: numbers,
    }));
    logger.info({ groupId, assignment }, 'Partitions were assigned');
    options.onAssigned?.({ assignment, partitions });
    onSettled();
  });
  consumer.on(consumer.events.CRASH, ({ payload }) => {
    state.crashed();
    commits.forget();
    if (payload.restart || state.stopping) {
      logger.warn({ groupId, error: payload.error }, 'The Kafka consumer crashed, it restarts');
      return;
    }
    const error = state.failure?.error ?? fatalErrorOf(payload.error, groupId);
    state.fail(error);
    options.onFatal(error);
    onSettled();
  });
};

const applyPauses = (consumer: ClientConsumer, state: ConsumerState): void => {
  if (state.isJoined() && state.pausedTopics.size > 0) {
    consumer.pause([...state.pausedTopics].map((topic) => ({ topic })));
  }
};
