import { formatInstant, parseInstant } from '@riel/runtime';
import type { Instant } from '@riel/schemas';
import { describe, expect, test } from 'vitest';
import { latestDue, nextDue } from './anchor-times.ts';

const MINUTE = 60_000_000;
const at = (text: string): number => parseInstant(text) ?? Number.NaN;
const shown = (instant: number): string => formatInstant(instant as Instant).slice(0, 16);

describe('an hourly anchor', () => {
  test.each([
    ['2026-11-24T17:00:00Z', '2026-11-24T17:00', '2026-11-24T18:00'],
    ['2026-11-24T17:59:59.999999Z', '2026-11-24T17:00', '2026-11-24T18:00'],
    ['2026-11-24T04:59:59Z', '2026-11-24T04:00', '2026-11-24T05:00'],
  ])('at %s was due at %s and is due at %s', (now, latest, next) => {
    expect([shown(latestDue(at(now), 60 * MINUTE)), shown(nextDue(at(now), 60 * MINUTE))]).toEqual([
      latest,
      next,
    ]);
  });
});

describe('an anchor every seven hours', () => {
  // Midnight in Bogota is five in the morning UTC.
  test.each([
    ['2026-11-24T05:00:00Z', '2026-11-24T05:00', '2026-11-24T12:00'],
    ['2026-11-25T03:00:00Z', '2026-11-25T02:00', '2026-11-25T05:00'],
    ['2026-11-25T05:00:00Z', '2026-11-25T05:00', '2026-11-25T12:00'],
  ])('at %s was due at %s, and the end of the day is not missed: %s', (now, latest, next) => {
    const interval = 7 * 60 * MINUTE;
    expect([shown(latestDue(at(now), interval)), shown(nextDue(at(now), interval))]).toEqual([
      latest,
      next,
    ]);
  });
});
