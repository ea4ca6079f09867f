import type { EntryKind } from '@riel/books';
import { expect, test } from 'vitest';
import { bookedEventNames } from '../src/projection/booked-topics.ts';
import { bookedEvents, entryKinds } from './words.ts';

test('the database knows every event that the ledger books', () => {
  expect(bookedEventNames.filter((name) => !bookedEvents.includes(name))).toEqual([]);
});

test('the database knows every kind of entry that the rules name', () => {
  // The compiler refuses this line when a kind is missing.
  const kinds: Record<EntryKind, string> = Object.fromEntries(
    entryKinds.map((kind) => [kind, kind]),
  ) as Record<(typeof entryKinds)[number], string>;
  expect(Object.keys(kinds)).toHaveLength(entryKinds.length);
});
