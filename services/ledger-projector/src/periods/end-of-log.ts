import { topicOffsets } from '@riel/kafka';
import type { Kafka } from '@riel/kafka';
import type { Offsets } from './await-reading.ts';

/** Where each partition of the topics ends now. */
export const endOfLog = async (kafka: Kafka, topics: readonly string[]): Promise<Offsets> => {
  const ends = new Map<string, bigint>();
  for (const topic of topics) {
    for (const { partition, high } of await topicOffsets(kafka, topic)) {
      ends.set(`${topic}/${partition}`, high);
    }
  }
  return ends;
};
