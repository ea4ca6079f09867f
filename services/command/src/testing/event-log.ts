import { randomUUID } from 'node:crypto';
import { createCodec } from '@riel/avro';
import { startConsumer, topicOffsets, type Kafka } from '@riel/kafka';
import { eventNames, type AnyEvent } from '@riel/schemas';

/** A record that the service published. */
export interface LoggedEvent {
  readonly topic: string;
  readonly key: string | null;
  readonly headers: Readonly<Record<string, string>>;
  readonly event: AnyEvent;
}

/** What was written to some topics since the log was opened. */
export interface EventLog {
  readonly events: readonly LoggedEvent[];
  stop(): Promise<void>;
}

/** Reads topics from their present end. */
export async function openEventLog(options: {
  readonly kafka: Kafka;
  readonly registryUrl: string;
  readonly topics: readonly string[];
}): Promise<EventLog> {
  const { kafka, topics } = options;
  const groupId = `riel-test-${randomUUID()}`;
  const codec = await createCodec({
    registryUrl: options.registryUrl,
    writes: [],
    reads: [...eventNames],
  });
  const admin = kafka.client.admin();
  await admin.connect();
  for (const topic of topics) {
    const partitions = (await topicOffsets(kafka, topic)).map(({ partition, high }) => ({
      partition,
      offset: high.toString(),
    }));
    await admin.setOffsets({ groupId, topic, partitions });
  }
  await admin.disconnect();
  const events: LoggedEvent[] = [];
  let failure: unknown = null;
  const consumer = await startConsumer({
    kafka,
    groupId,
    topics,
    onFatal: (error) => {
      failure = error;
    },
    async onChunk(chunk) {
      await codec.prepare(chunk.records.map(({ value }) => value));
      for (const { key, headers, value } of chunk.records) {
        const decoded = codec.decode(value);
        if (decoded.kind === 'undecodable') continue;
        events.push({ topic: chunk.topic, key, headers, event: decoded.event });
      }
      return { kind: 'done' };
    },
  });
  return {
    get events() {
      if (failure !== null) throw failure;
      return events;
    },
    stop: () => consumer.stop(),
  };
}
