import type { ProducedBatch, ProducedRecord } from '@riel/kafka';
import { formatInstant } from '@riel/runtime';
import type { Instant } from '@riel/schemas';
import type { WaitingRow } from './read-claimed.ts';

/** Groups rows by topic, keeping their order. `source` is the CloudEvents source, `riel/<service>`. */
export const kafkaBatches = (
  rows: readonly WaitingRow[],
  source: string,
): readonly ProducedBatch[] =>
  [...Map.groupBy(rows, ({ topic }) => topic)].map(([topic, ofTopic]) => ({
    topic,
    records: ofTopic.map((row) => kafkaRecord(row, source)),
  }));

/** Headers follow the Kafka binding of CloudEvents 1.0 in binary mode. */
const kafkaRecord = (row: WaitingRow, source: string): ProducedRecord => ({
  key: row.key,
  value: row.payload,
  headers: {
    ce_specversion: '1.0',
    ce_id: row.eventId,
    ce_type: `riel.${row.eventName}`,
    ce_source: source,
    ce_time: formatInstant(Number(row.occurredAt) as Instant),
    'content-type': 'application/avro',
    ...(row.traceparent === null ? {} : { traceparent: row.traceparent }),
  },
});
