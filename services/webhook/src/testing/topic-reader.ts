import { randomBytes } from 'node:crypto';
import { createCodec } from '@riel/avro';
import { createKafka, startConsumer } from '@riel/kafka';
import { createLogger } from '@riel/runtime';
import { COLLECTIONS_TOPIC, TRANSFERS_TOPIC, eventNames, type AnyEvent } from '@riel/schemas';
import { vi } from 'vitest';

/** An event as it stands in the log. */
export interface PublishedEvent {
  readonly key: string | null;
  readonly event: AnyEvent;
}

/** Reads what is published about transfers and collections. */
export interface TopicReader {
  /** What was published about an object of Mono, or under a key. */
  about(id: string): readonly PublishedEvent[];
  /** Waits until exactly so many were published about it. */
  waitFor(id: string, count: number): Promise<readonly PublishedEvent[]>;
  /** Every event that has been read. */
  readonly all: readonly PublishedEvent[];
  stop(): Promise<void>;
}

/** The id of Mono's object that an event is about. */
export function objectOf({ value }: AnyEvent): string | null {
  if ('monoTransferId' in value) return value.monoTransferId;
  if ('monoTransactionId' in value) return value.monoTransactionId;
  return 'collectionIntentId' in value ? value.collectionIntentId : null;
}

/** Starts reading from the beginning of the topics. */
export async function startTopicReader(stack: {
  readonly kafkaBrokers: readonly string[];
  readonly schemaRegistryUrl: string;
}): Promise<TopicReader> {
  const logger = createLogger({ service: 'test', level: 'silent' });
  const kafka = createKafka({ brokers: stack.kafkaBrokers, clientId: 'webhook-test', logger });
  const codec = await createCodec({
    registryUrl: stack.schemaRegistryUrl,
    writes: [],
    reads: [...eventNames],
  });
  const all: PublishedEvent[] = [];
  const byId = new Map<string, PublishedEvent[]>();
  const note = (published: PublishedEvent): void => {
    all.push(published);
    const id = objectOf(published.event);
    if (id === null) return;
    const known = byId.get(id);
    if (known === undefined) byId.set(id, [published]);
    else known.push(published);
  };
  const failures: unknown[] = [];
  const consumer = await startConsumer({
    kafka,
    groupId: `webhook-test-${randomBytes(8).toString('hex')}`,
    topics: [TRANSFERS_TOPIC, COLLECTIONS_TOPIC],
    onFatal: (error) => failures.push(error),
    onChunk: async (chunk) => {
      await codec.prepare(chunk.records.map(({ value }) => value));
      for (const { key, value } of chunk.records) {
        const decoded = codec.decode(value);
        if (decoded.kind === 'event') note({ key, event: decoded.event });
      }
      return { kind: 'done' };
    },
  });
  const about = (id: string): readonly PublishedEvent[] => byId.get(id) ?? [];
  return {
    about,
    all,
    async waitFor(id, count) {
      await vi.waitUntil(() => about(id).length >= count || failures.length > 0, {
        timeout: 20_000,
        interval: 20,
      });
      if (failures.length > 0) throw failures[0];
      return about(id);
    },
    stop: () => consumer.stop(),
  };
}
