/** A row is too large for a Kafka record: it would stop its lane for ever, so it is not taken. */
export class OutboxRowTooLargeError extends Error {
  readonly code = 'RIEL_OUTBOX_ROW_TOO_LARGE';
  readonly eventName: string;

  constructor(eventName: string, { bytes, bytesMax }: { bytes: number; bytesMax: number }) {
    super(`The payload of an event ${eventName} has ${bytes} bytes, above the limit ${bytesMax}`);
    this.name = 'OutboxRowTooLargeError';
    this.eventName = eventName;
  }
}

/** Thrown when a topic is shorter than what was read of it: it was made anew, or is another one. */
export class LogTruncatedError extends Error {
  readonly code = 'RIEL_LOG_TRUNCATED';

  constructor(topic: string, partition: number) {
    super(`${topic}, partition ${partition}, ends before the offset that was read already`);
    this.name = 'LogTruncatedError';
  }
}
