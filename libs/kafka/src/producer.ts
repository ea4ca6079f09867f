import type { Producer as ClientProducer } from 'kafkajs';
import { CompressionTypes } from './guarded-client.ts';
import { KafkaSendError, ProducerStoppedError } from './errors.ts';
import { groupSends } from './group-sends.ts';
import { retryLimits } from './kafka.ts';
import { createPartitioner } from './partition-of-key.ts';
import type { ClientRetryLimits, Kafka } from './kafka.ts';
import type { ProducedBatch } from './records.ts';

/** Sends records, at least once and in order. */
export interface Producer {
  /**
   * Resolves when all in-sync replicas have every record. Rejects with `KafkaSendError` when that
   * failed or is unknown: some records may be there, so send all of them again.
   */
  send(batches: readonly ProducedBatch[]): Promise<void>;
  /** Waits for what was handed over, then disconnects. */
  stop(): Promise<void>;
}

export interface ProducerOptions extends ClientRetryLimits {
  /** Most bytes of one request; below the broker's `max.message.bytes`. Default 900,000. */
  readonly requestBytesMax?: number;
  /** Longest wait of the broker for its replicas. Default 10,000. */
  readonly acknowledgeTimeoutMilliseconds?: number;
  /** Default `none`. */
  readonly compression?: 'none' | 'gzip';
}

interface Call {
  readonly batches: readonly ProducedBatch[];
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Opens a producer that connects with its first `send`.
 *
 * One request is in flight at a time, and calls that arrive meanwhile share the next one: kafkajs
 * neither batches across calls nor supports more than one request for an idempotent producer.
 *
 * After any failure the kafkajs producer is thrown away. kafkajs takes the sequence numbers of a
 * failed request back, although the broker may have written it; other records sent under the same
 * numbers would be taken for a repetition and dropped in silence. A new producer has a new id.
 */
export const createProducer = (kafka: Kafka, options: ProducerOptions = {}): Producer => {
  const requestBytesMax = options.requestBytesMax ?? 900_000;
  const waiting: Call[] = [];
  let current: ClientProducer | undefined;
  let draining: Promise<void> | undefined;
  let stopped = false;

  const discard = async (): Promise<void> => {
    const discarded = current;
    current = undefined;
    // It is of no more use, whatever happens while it closes its connections.
    await discarded?.disconnect().catch(() => undefined);
  };

  const connected = async (): Promise<ClientProducer> => {
    if (current === undefined) {
      current = openProducer(kafka, options);
      await current.connect();
    }
    return current;
  };

  const sendTogether = async (calls: readonly Call[]): Promise<void> => {
    const batches = calls.flatMap((call) => call.batches);
    try {
      for (const request of groupSends(batches, requestBytesMax)) {
        const producer = await connected();
        await producer.sendBatch(requestOf(request, options));
      }
      calls.forEach(({ resolve }) => resolve());
    } catch (error) {
      await discard();
      const failure = new KafkaSendError([...new Set(batches.map(({ topic }) => topic))], error);
      calls.forEach(({ reject }) => reject(failure));
    }
  };

  const drain = async (): Promise<void> => {
    while (waiting.length > 0) {
      await sendTogether(waiting.splice(0, callsTogetherMax));
    }
    draining = undefined;
  };

  return {
    send: (batches) =>
      new Promise((resolve, reject) => {
        if (stopped) {
          reject(new ProducerStoppedError());
          return;
        }
        waiting.push({ batches, resolve, reject });
        draining ??= drain();
      }),
    stop: async () => {
      stopped = true;
      await draining;
      await discard();
    },
  };
};

/** A failed request fails all calls in it, so not too many share one. */
const callsTogetherMax = 16;

const openProducer = ({ client }: Kafka, options: ProducerOptions): ClientProducer =>
  client.producer({
    createPartitioner,
    idempotent: true,
    maxInFlightRequests: 1,
    allowAutoTopicCreation: false,
    retry: retryLimits(options),
  });

const requestOf = (
  batches: readonly ProducedBatch[],
  options: ProducerOptions,
): Parameters<ClientProducer['sendBatch']>[0] => ({
  acks: -1,
  timeout: options.acknowledgeTimeoutMilliseconds ?? 10_000,
  compression: options.compression === 'gzip' ? CompressionTypes.GZIP : CompressionTypes.None,
  topicMessages: batches.map(({ topic, records }) => ({
    topic,
    messages: records.map((record) => ({ ...record })),
  })),
});
