import { fc } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { formatMonoTime, parseMonoTime } from './mono-time.ts';

describe('parseMonoTime', () => {
  it.each([
    ['2022-12-28T16:40:06.812742Z', 1_672_245_606_812_742],
    ['2022-01-01T01:00:00Z', 1_640_998_800_000_000],
    ['2022-01-01T01:00:00', 1_640_998_800_000_000],
    ['2021-12-31T20:00:00.5-05:00', 1_640_998_800_500_000],
    ['2022-01-01T01:00:00.123456789Z', 1_640_998_800_123_456],
  ])('reads %s', (text, instant) => {
    expect(parseMonoTime(text)).toBe(instant);
  });

  it.each([
    '',
    '2022-01-01',
    '2022-02-30T00:00:00Z',
    '2022-13-01T00:00:00Z',
    '2022-12-31T24:00:00Z',
    '2022-12-31T23:60:00Z',
    '2022-12-31T23:59:60Z',
    '2022-02-30T00:00:00-05:00',
    '2022-02-20T00:00:00-25:00',
    'now',
    '1640998800',
    '2300-01-01T00:00:00Z',
  ])('refuses %j', (text) => {
    expect(parseMonoTime(text)).toBeNull();
  });
});

it('a written time is read again', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 4_000_000_000_000_000 }), (microseconds) => {
      const instant = microseconds as Parameters<typeof formatMonoTime>[0];
      expect(parseMonoTime(formatMonoTime(instant))).toBe(instant);
    }),
  );
});
