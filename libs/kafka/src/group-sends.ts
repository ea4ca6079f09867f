import { recordBytes } from './records.ts';
import type { ProducedBatch, ProducedRecord } from './records.ts';

/**
 * Cuts batches into requests of at most `requestBytesMax`, keeping the order. kafkajs puts all
 * records of a request that go to one partition into one record batch, and the broker refuses record
 * batches above its `max.message.bytes`; a request below that limit is safe however keys fall.
 * A record that is larger by itself gets a request of its own, and the broker decides.
 */
export const groupSends = (
  batches: readonly ProducedBatch[],
  requestBytesMax: number,
): readonly (readonly ProducedBatch[])[] => {
  const requests: ProducedBatch[][] = [];
  let open: Map<string, ProducedRecord[]> = new Map();
  let openBytes = 0;
  const close = (): void => {
    if (open.size > 0) {
      requests.push([...open].map(([topic, records]) => ({ topic, records })));
    }
    open = new Map();
    openBytes = 0;
  };
  for (const { topic, records } of batches) {
    for (const record of records) {
      const bytes = recordBytes(record);
      if (openBytes > 0 && openBytes + bytes > requestBytesMax) {
        close();
      }
      const ofTopic = open.get(topic) ?? [];
      ofTopic.push(record);
      open.set(topic, ofTopic);
      openBytes += bytes;
    }
  }
  close();
  return requests;
};
