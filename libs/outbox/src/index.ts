export { appendToOutbox } from './append-to-outbox.ts';
export { OutboxRowTooLargeError } from './errors.ts';
export { laneOf, OUTBOX_LANES } from './lane.ts';
export { PAYLOAD_BYTES_MAX } from './outbox-row.ts';
export type { OutboxRow } from './outbox-row.ts';
export { outboxTables } from './outbox-tables.ts';
export { startRelay } from './relay.ts';
export type { Relay, RelayOptions } from './relay-options.ts';
