import { expect, test } from 'vitest';
import { factIdOf } from '../projection/fact-id.ts';
import { entryEvents } from './entry-events.ts';
import type { EntryLine } from './sql/read-entries.ts';

const line = (chainNumber: number, entryNumber: number, amount: bigint): EntryLine => ({
  fact_id: factIdOf(1024, chainNumber),
  event_id: '0b3ad1a5-5ea2-5c8e-8ad6-06a9a3a3f8b4',
  subject_key: 'transfer',
  occurred_at: 1_790_000_000_000_000n,
  known_at: 1_790_000_000_000_001n,
  chain_hash: Buffer.alloc(32, chainNumber),
  entry_number: entryNumber,
  kind: 'settled',
  booking_date: '2026-10-05',
  code: `account:${amount}`,
  currency: 'COP',
  amount,
});
const lines = [line(1, 0, 5n), line(1, 0, -5n), line(1, 1, 7n), line(1, 1, -7n), line(2, 0, 9n)];
const source = { topic: 'riel.transfers.v1', partition: 0 };

test('lines become one event per entry, in order', () => {
  const events = entryEvents(lines, source);
  expect(events.map(({ chainNumber, entryNumber }) => [chainNumber, entryNumber])).toEqual([
    [1n, 0],
    [1n, 1],
    [2n, 0],
  ]);
  expect(events[1]?.postings.map(({ amount }) => amount)).toEqual([7n, -7n]);
});

test('the same entry is the same event each time, and no two entries share an id', () => {
  const events = entryEvents(lines, source);
  expect(entryEvents(lines, source)).toEqual(events);
  expect(new Set(events.map(({ eventId }) => eventId)).size).toBe(3);
});
