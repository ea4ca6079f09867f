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
