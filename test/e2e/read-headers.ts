import { randomUUID } from 'node:crypto';
import { createKafka, startConsumer } from '@riel/kafka';
import { createLogger } from '@riel/runtime';
import { TRANSFERS_TOPIC } from '@riel/schemas';

/** Headers of one record about a transfer. */
export type RecordHeaders = Readonly<Record<string, string>>;

/** Follows the headers of every record about one transfer. */
export interface HeaderReader {
  readonly headers: readonly RecordHeaders[];
  stop(): Promise<void>;
}

/** Reads the topic of transfers from its start, without decoding anything. */
export async function readHeadersOf(
  transferId: string,
  kafkaBrokers: readonly string[],
): Promise<HeaderReader> {
  const logger = createLogger({ service: 'test', level: 'silent' });
  const headers: RecordHeaders[] = [];
  const consumer = await startConsumer({
    kafka: createKafka({ brokers: kafkaBrokers, clientId: 'headers', logger }),
    groupId: `headers-${randomUUID()}`,
    topics: [TRANSFERS_TOPIC],
    onFatal: (error) => {
      throw error;
    },
    onChunk: async (chunk) => {
      const about = chunk.records.filter((record) => record.key === transferId);
      headers.push(...about.map((record) => record.headers));
      return await Promise.resolve({ kind: 'done' });
    },
  });
  return { headers, stop: () => consumer.stop() };
}
