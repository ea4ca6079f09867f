import type { Transaction } from '@riel/database';
import type { Instant } from '@riel/schemas';
import { expect, test } from 'vitest';
import { appendToOutbox } from './append-to-outbox.ts';
import { PAYLOAD_BYTES_MAX } from './outbox-row.ts';

test('a payload that Kafka would refuse is refused before anything is written', async () => {
  const untouched = {} as Transaction;
  const row = {
    topic: 'riel.transfers.v1',
    key: 'key',
    eventName: 'TransferRequested',
    eventId: '0191e6a0-0000-7000-8000-000000000001',
    occurredAt: 0 as Instant,
    recordedAt: 0 as Instant,
    payload: Buffer.alloc(PAYLOAD_BYTES_MAX + 1),
    traceparent: null,
  };
  await expect(appendToOutbox(untouched, 'command', [row])).rejects.toMatchObject({
    code: 'RIEL_OUTBOX_ROW_TOO_LARGE',
    eventName: 'TransferRequested',
  });
});
