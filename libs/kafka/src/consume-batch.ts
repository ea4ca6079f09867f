import type { EachBatchPayload, Consumer as ClientConsumer } from 'kafkajs';
import { chunksOf } from './chunks.ts';
import type { ChunkLimits } from './chunks.ts';
import type { Chunk, ConsumerOptions } from './consumer-options.ts';
import type { ConsumerState } from './consumer-state.ts';
import { ChunkHandlerError } from './errors.ts';
import type { OffsetCommits } from './offset-commits.ts';
import { consumedRecord } from './records.ts';
import type { ConsumedRecord } from './records.ts';

interface Context {
  readonly consumer: ClientConsumer;
  readonly state: ConsumerState;
  readonly commits: OffsetCommits;
  readonly limits: ChunkLimits;
  readonly onChunk: ConsumerOptions['onChunk'];
}

/**
 * Works off what one fetch brought for one partition, chunk by chunk, with a heartbeat after each.
 *
 * A heartbeat that fails means that the partition was taken away. That error goes on to kafkajs,
 * which joins again; it wins over what the handler throws because of it. Any other error of the
 * handler is fatal and is kept in the state, because kafkajs would take some for its own and retry.
 */
export const consumeBatch = async (payload: EachBatchPayload, context: Context): Promise<void> => {
  const { batch } = payload;
  const { topic, partition } = batch;
  const { state, commits } = context;
  const { assignment } = state;
  const heartbeat = watchHeartbeat(payload);
  const isStale = (): boolean =>
    state.stopping || state.assignment !== assignment || !payload.isRunning() || payload.isStale();

  for (const messages of chunksOf(batch.messages, context.limits)) {
    if (isStale() || state.pausedTopics.has(topic)) {
      break;
    }
    const records = messages.map(consumedRecord);
    const next = await work(
      {
        topic,
        partition,
        assignment,
        records,
        highWatermark: BigInt(batch.highWatermark),
        heartbeat: heartbeat.beat,
        isStale,
      },
      { context, heartbeat },
    );
    if (state.assignment !== assignment || payload.isStale()) {
      return;
    }
    if (next.kind === 'seek') {
      if (payload.isRunning()) {
        context.consumer.seek({ topic, partition, offset: next.offset.toString() });
      }
      return;
    }
    if (next.kind === 'wait') {
      standStill(payload, state, next.milliseconds);
      return;
    }
    const last = lastOffset(records);
    payload.resolveOffset(last.toString());
    state.heard();
    await commits.done({ topic, partition, offset: last + 1n }, (offsets) =>
      payload.commitOffsetsIfNecessary(offsets),
    );
    await payload.heartbeat();
  }
  if (state.stopping) {
    await commits.flush();
  }
};

/** Leaves the partition out of the next fetches: kafkajs would hold all others of its broker up for it. */
const standStill = (
  payload: EachBatchPayload,
  state: ConsumerState,
  milliseconds: number,
): void => {
  const resume = payload.pause();
  const timer = setTimeout(() => {
    // A topic that was paused meanwhile is resumed by whoever paused it.
    if (!state.pausedTopics.has(payload.batch.topic)) {
      resume();
    }
  }, milliseconds);
  timer.unref();
};

interface Heartbeat {
  readonly beat: () => Promise<void>;
  readonly failure: () => { readonly error: unknown } | undefined;
}

const watchHeartbeat = (payload: EachBatchPayload): Heartbeat => {
  let failure: { readonly error: unknown } | undefined;
  return {
    failure: () => failure,
    beat: async () => {
      try {
        await payload.heartbeat();
      } catch (error) {
        failure ??= { error };
        throw error;
      }
    },
  };
};

const work = async (
  chunk: Chunk,
  { context, heartbeat }: { context: Context; heartbeat: Heartbeat },
): ReturnType<ConsumerOptions['onChunk']> => {
  const { onChunk, state } = context;
  try {
    const outcome = await onChunk(chunk);
    const failure = heartbeat.failure();
    if (failure === undefined) {
      return outcome;
    }
  } catch (error) {
    if (heartbeat.failure() === undefined) {
      state.fail(error);
      throw new ChunkHandlerError(error);
    }
  }
  throw heartbeat.failure()?.error;
};

const lastOffset = (records: readonly ConsumedRecord[]): bigint => {
  const last = records.at(-1);
  if (last === undefined) {
    throw new TypeError('A chunk has at least one record');
  }
  return last.offset;
};
