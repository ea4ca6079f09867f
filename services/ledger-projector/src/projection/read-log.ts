import { clusterId, topicOffsets } from '@riel/kafka';
import type { Kafka } from '@riel/kafka';
import type { Log } from './check-log.ts';

/** Asks the broker which cluster it is and how far the topics reach. */
export const readLog = async (kafka: Kafka, topics: readonly string[]): Promise<Log> => {
  const extents = await Promise.all(
    topics.map(async (topic) =>
      (await topicOffsets(kafka, topic)).map((extent) => ({ topic, ...extent })),
    ),
  );
  return { clusterId: await clusterId(kafka), extents: extents.flat() };
};
