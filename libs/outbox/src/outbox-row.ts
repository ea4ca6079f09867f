import type { Instant } from '@riel/schemas';

/** An event that waits for Kafka, written in the transaction of the state that it tells of. */
export interface OutboxRow {
  readonly topic: string;
  /** Kafka key. Rows of one key are sent in the order in which they were written. */
  readonly key: string;
  /** Name of the Avro record without namespace, for example `TransferRequested`. */
  readonly eventName: string;
  /** UUID of the fact; a repeated sending carries the same one. */
  readonly eventId: string;
  /** When the fact happened. */
  readonly occurredAt: Instant;
  /** When the row was written; stamped once, the same as in the payload. */
  readonly recordedAt: Instant;
  /** Avro in the wire format of the registry. At most `PAYLOAD_BYTES_MAX` bytes. */
  readonly payload: Buffer;
  /** W3C trace context of the request that caused the event. */
  readonly traceparent: string | null;
}

/** Largest payload; headers and framing must fit beside it under Kafka's 1 MiB per record batch. */
export const PAYLOAD_BYTES_MAX = 900_000;
