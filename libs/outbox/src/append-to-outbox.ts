import { column, unnestInsert } from '@riel/database';
import type { OnlyRows, RawBuilder, Transaction } from '@riel/database';
import { parseTraceparent } from '@riel/runtime';
import { OutboxRowTooLargeError } from './errors.ts';
import { laneOf } from './lane.ts';
import { PAYLOAD_BYTES_MAX } from './outbox-row.ts';
import type { OutboxRow } from './outbox-row.ts';

/** The trace, or null for what is none: a row that PostgreSQL or Kafka refused would stop its writer. */
const wellFormed = (traceparent: string | null): string | null => {
  const trace = parseTraceparent(traceparent);
  if (trace === null) {
    return null;
  }
  return `00-${trace.traceId}-${trace.spanId}-${trace.sampled ? '01' : '00'}`;
};

const columns = [
  column('lane', 'smallint', (row: OutboxRow) => laneOf(row.key)),
  column('topic', 'text', (row: OutboxRow) => row.topic),
  column('key', 'text', (row: OutboxRow) => row.key),
  column('event_name', 'text', (row: OutboxRow) => row.eventName),
  column('event_id', 'uuid', (row: OutboxRow) => row.eventId),
  column('occurred_at', 'bigint', (row: OutboxRow) => BigInt(row.occurredAt)),
  column('recorded_at', 'bigint', (row: OutboxRow) => BigInt(row.recordedAt)),
  column('payload', 'bytea', (row: OutboxRow) => row.payload),
  column('traceparent', 'text', (row: OutboxRow) => wellFormed(row.traceparent)),
];

/**
 * The statement that writes events into the outbox, in the given order, for a writer that makes it a
 * part of a larger one. At least one row; the rules of `appendToOutbox` hold.
 *
 * Throws `OutboxRowTooLargeError` (`RIEL_OUTBOX_ROW_TOO_LARGE`).
 */
export const outboxInsert = <Row extends OutboxRow>(
  schema: string,
  rows: readonly Row[],
  only?: OnlyRows<Row>,
): RawBuilder<unknown> => {
  for (const { eventName, payload } of rows) {
    if (payload.length > PAYLOAD_BYTES_MAX) {
      const sizes = { bytes: payload.length, bytesMax: PAYLOAD_BYTES_MAX };
      throw new OutboxRowTooLargeError(eventName, sizes);
    }
  }
  return unnestInsert({
    into: `${schema}.outbox`,
    columns,
    rows,
    sendsSameOnce: true,
    ...(only === undefined ? {} : { only }),
  });
};

/**
 * Writes events into the outbox, in the given order, with one statement.
 *
 * Order per key rests on the writer: when it inserts, it must hold the row lock of the aggregate
 * that the key names, or the key must be new. Then a later writer of the same key draws a greater id
 * only after the earlier one has committed. Without the lock two writers may commit in the other
 * order than they drew their ids, and be sent in that order.
 *
 * Throws `OutboxRowTooLargeError` (`RIEL_OUTBOX_ROW_TOO_LARGE`) before anything is written. Call
 * `wake()` of the relay after the commit.
 */
export const appendToOutbox = async (
  transaction: Transaction,
  schema: string,
  rows: readonly OutboxRow[],
): Promise<void> => {
  if (rows.length > 0) await outboxInsert(schema, rows).execute(transaction);
};
