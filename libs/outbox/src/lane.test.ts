import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { laneOf, OUTBOX_LANES } from './lane.ts';

test('a key always has the same lane, and it is one of the lanes', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (key) => {
      const lane = laneOf(key);
      expect(laneOf(key)).toBe(lane);
      expect(Number.isInteger(lane) && lane >= 0 && lane < OUTBOX_LANES).toBe(true);
    }),
  );
});

test('lanes of known keys never change, or rows would overtake each other after a deploy', () => {
  expect(['', 'a', 'transfer', '0191e6a0-0000-7000-8000-000000000001'].map(laneOf)).toEqual([
    9, 0, 3, 7,
  ]);
});

test('ids spread evenly', () => {
  const counts = Array.from({ length: OUTBOX_LANES }, () => 0);
  const keys = 16_000;
  for (let index = 0; index < keys; index += 1) {
    const lane = laneOf(randomUUID());
    counts[lane] = (counts[lane] ?? 0) + 1;
  }
  // Six standard deviations around the mean of 1,000.
  expect(Math.min(...counts)).toBeGreaterThan(800);
  expect(Math.max(...counts)).toBeLessThan(1_200);
});
