import { createCodec } from '@riel/avro';
import type { Codec } from '@riel/avro';
import { retryTransient } from '@riel/database';
import type { Executor } from '@riel/database';
import { requireTopics, startConsumer } from '@riel/kafka';
import type { Chunk, ChunkOutcome, Kafka } from '@riel/kafka';
import { keepConsuming } from '@riel/outbox';
import { fatal } from '@riel/runtime';
import type { Logger, Started } from '@riel/runtime';
import { RECONCILIATION_TOPIC } from '@riel/schemas';
import { storeRun } from './sql/reconciliation-runs.ts';

const RETRY_MILLISECONDS = 5_000;

export interface RunConsumerOptions {
  readonly kafka: Kafka;
  readonly executor: Executor;
  readonly schemaRegistryUrl: string;
  readonly groupId: string;
  readonly logger: Logger;
}

/** Keeps what reconciliation publishes of its runs, so that a closing may name one. */
export const startRunConsumer = async (options: RunConsumerOptions): Promise<Started> => {
  const { kafka, logger, groupId, executor } = options;
  const codec = await createCodec({
    registryUrl: options.schemaRegistryUrl,
    writes: [],
    reads: ['ReconciliationCompleted'],
  });
  const onChunk = createRunHandler(executor, codec);
  return keepConsuming({
    logger,
    onFatal: fatal,
    retryMilliseconds: RETRY_MILLISECONDS,
    start: async (onFatal) => {
      await requireTopics(kafka, [RECONCILIATION_TOPIC]);
      return startConsumer({ kafka, groupId, topics: [RECONCILIATION_TOPIC], onChunk, onFatal });
    },
  });
};

/** Handles chunks of the topic. A run that is read twice changes nothing. */
export const createRunHandler =
  (
    executor: Executor,
    codec: Pick<Codec<never, 'ReconciliationCompleted'>, 'prepare' | 'decode'>,
  ): ((chunk: Pick<Chunk, 'records' | 'heartbeat'>) => Promise<ChunkOutcome>) =>
  async (chunk) => {
    await codec.prepare(chunk.records.map(({ value }) => value));
    for (const { value } of chunk.records) {
      const decoded = codec.decode(value);
      // The topic's other events, and bytes that nobody can read, are no runs: a closing that names
      // one of those is refused as unknown.
      if (decoded.kind === 'event') {
        const run = decoded.event.value;
        await retryTransient(() => storeRun(executor, run), {
          onRetry: () => void chunk.heartbeat().catch(() => undefined),
        });
      }
    }
    return { kind: 'done' };
  };
