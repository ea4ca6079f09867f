import { expect, test } from 'vitest';
import { kafkaBatches } from './kafka-batches.ts';
import type { WaitingRow } from './read-claimed.ts';

const row = (more: Partial<WaitingRow>): WaitingRow => ({
  id: 1n,
  lane: 0,
  topic: 'riel.transfers.v1',
  key: 'key',
  eventName: 'TransferRequested',
  eventId: '0191e6a0-0000-7000-8000-000000000001',
  occurredAt: 1_795_541_437_864_123n,
  recordedAt: 1_795_541_437_864_124n,
  payload: Buffer.from('avro'),
  traceparent: null,
  ...more,
});

test('a record carries CloudEvents headers of the binary mode, and the trace if there is one', () => {
  const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
  const [batch] = kafkaBatches([row({}), row({ traceparent })], 'riel/command');
  const headers = {
    ce_specversion: '1.0',
    ce_id: '0191e6a0-0000-7000-8000-000000000001',
    ce_type: 'riel.TransferRequested',
    ce_source: 'riel/command',
    ce_time: '2026-11-24T17:30:37.864123Z',
    'content-type': 'application/avro',
  };
  expect(batch).toEqual({
    topic: 'riel.transfers.v1',
    records: [
      { key: 'key', value: Buffer.from('avro'), headers },
      { key: 'key', value: Buffer.from('avro'), headers: { ...headers, traceparent } },
    ],
  });
});

test('there is one batch per topic, in the order of the rows', () => {
  const rows = ['a', 'b', 'c', 'd'].map((key, index) =>
    row({ key, topic: index % 2 === 0 ? 'even' : 'odd' }),
  );
  const batches = kafkaBatches(rows, 'riel/command');
  expect(batches.map(({ topic, records }) => [topic, records.map(({ key }) => key)])).toEqual([
    ['even', ['a', 'c']],
    ['odd', ['b', 'd']],
  ]);
});
