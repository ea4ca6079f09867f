import { randomUUID } from 'node:crypto';
import { createKafka, startConsumer, topicOffsets, type ConsumedRecord } from '@riel/kafka';
import { createLogger } from '@riel/runtime';
import { TRANSFERS_TOPIC } from '@riel/schemas';
import { until } from '../real/until.ts';

/** Reads the whole log of transfers, from its beginning to where it ends now. */
export async function readPublished(
  kafkaBrokers: readonly string[],
): Promise<readonly ConsumedRecord[]> {
  const logger = createLogger({ service: 'faults', level: 'silent' });
  const kafka = createKafka({ brokers: [...kafkaBrokers], clientId: 'riel-faults', logger });
  const ends = await topicOffsets(kafka, TRANSFERS_TOPIC);
  const records: ConsumedRecord[] = [];
  const read = new Map<number, bigint>();
  const consumer = await startConsumer({
    kafka,
    groupId: `riel-faults-${randomUUID()}`,
    topics: [TRANSFERS_TOPIC],
    onChunk: (chunk) => {
      records.push(...chunk.records);
      read.set(chunk.partition, (chunk.records.at(-1)?.offset ?? 0n) + 1n);
      return Promise.resolve({ kind: 'done' });
    },
    onFatal: (error) => {
      throw error;
    },
  });
  await until('the log is read to its end', () =>
    ends.every(({ partition, low, high }) => high === low || (read.get(partition) ?? 0n) >= high),
  );
  await consumer.stop();
  return records;
}
