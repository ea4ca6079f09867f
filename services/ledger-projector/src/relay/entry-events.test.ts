import { expect, test } from 'vitest';
import type { BookedFact, BookedPosting } from './booked-entries.ts';
import { columnsOf } from './entry-columns.ts';
import { entryEvents } from './entry-events.ts';

const fact = (chainNumber: number): BookedFact => ({
  chainNumber,
  eventId: '0b3ad1a5-5ea2-5c8e-8ad6-06a9a3a3f8b4',
  subjectKey: 'transfer',
  occurredAt: 1_790_000_000_000_000,
  knownAt: 1_790_000_000_000_001,
  chainHash: Buffer.alloc(32, chainNumber),
});

const line = (chainNumber: number, entryNumber: number, amount: bigint): BookedPosting => ({
  chainNumber,
  entryNumber,
  kind: 'settled',
  bookingDate: '2026-10-05',
  account: `account:${amount}`,
  currency: 'COP',
  amount,
});

// The second fact has no entry, as an acceptance has none.
const booked = {
  facts: [fact(1), fact(2), fact(3)],
  postings: [line(1, 0, 5n), line(1, 0, -5n), line(1, 1, 7n), line(1, 1, -7n), line(3, 0, 9n)],
};
const source = { topic: 'riel.transfers.v1', partition: 0 };

test('lines become one event per entry, in order', () => {
  expect(columnsOf(booked).entriesCount).toBe(3);
  const events = entryEvents(columnsOf(booked), source);
  expect(events.map(({ chainNumber, entryNumber }) => [chainNumber, entryNumber])).toEqual([
    [1n, 0],
    [1n, 1],
    [3n, 0],
  ]);
  expect(events.map(({ chainHash }) => chainHash[0])).toEqual([1, 1, 3]);
  expect(events[1]?.postings.map(({ amount }) => amount)).toEqual([7n, -7n]);
});

test('the same entry is the same event each time, and no two entries share an id', () => {
  const events = entryEvents(columnsOf(booked), source);
  expect(entryEvents(columnsOf(booked), source)).toEqual(events);
  expect(new Set(events.map(({ eventId }) => eventId)).size).toBe(3);
});

test('an entry whose fact is not there is a bug, never an event', () => {
  const { postings } = booked;
  expect(() => columnsOf({ facts: [fact(1), fact(2)], postings })).toThrow(TypeError);
});
