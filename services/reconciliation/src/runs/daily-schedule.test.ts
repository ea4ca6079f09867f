import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { scheduleDaily } from './daily-schedule.ts';

const HOUR = 3_600_000;

beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse('2026-02-27T12:00:00Z') });
});

afterEach(() => {
  vi.useRealTimers();
});

it('runs at its hour in Bogota on every day, over the end of a month', async () => {
  const rounds: string[] = [];
  const schedule = scheduleDaily({
    hour: 2,
    round: async () => void rounds.push(new Date().toISOString()),
    onError: () => undefined,
  });
  await vi.advanceTimersByTimeAsync(72 * HOUR);
  await schedule.stop();
  expect(rounds).toEqual([
    '2026-02-28T07:00:00.000Z',
    '2026-03-01T07:00:00.000Z',
    '2026-03-02T07:00:00.000Z',
  ]);
  await vi.advanceTimersByTimeAsync(48 * HOUR);
  expect(rounds).toHaveLength(3);
});

it('tells of a round that failed and runs the next day again', async () => {
  const failures: unknown[] = [];
  let rounds = 0;
  const schedule = scheduleDaily({
    hour: 23,
    round: async () => {
      rounds += 1;
      throw new TypeError('no database');
    },
    onError: (error) => failures.push(error),
  });
  await vi.advanceTimersByTimeAsync(48 * HOUR);
  await schedule.stop();
  expect(rounds).toBe(2);
  expect(failures).toHaveLength(2);
});
