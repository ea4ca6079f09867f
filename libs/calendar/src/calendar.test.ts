import type { Instant } from '@riel/schemas';
import { describe, expect, it } from 'vitest';
import {
  addBankingTime,
  addDays,
  bogotaDayOf,
  holidaysOf,
  isBankingDay,
  startOfBogotaDay,
} from './index.ts';

const HOUR = 3_600_000;
const at = (text: string): Instant => (Date.parse(`${text}-05:00`) * 1_000) as Instant;
const textOf = (instant: Instant): string =>
  new Date(instant / 1_000 - 5 * HOUR).toISOString().slice(0, 19);

/** Computed by hand from the law and the dates of Easter; 2026 is also the one in the design's sources. */
const holidays: Readonly<Record<number, string>> = {
  2024: '01-01 01-08 03-25 03-28 03-29 05-01 05-13 06-03 06-10 07-01 07-20 08-07 08-19 10-14 11-04 11-11 12-08 12-25',
  2025: '01-01 01-06 03-24 04-17 04-18 05-01 06-02 06-23 06-30 07-20 08-07 08-18 10-13 11-03 11-17 12-08 12-25',
  2026: '01-01 01-12 03-23 04-02 04-03 05-01 05-18 06-08 06-15 06-29 07-20 08-07 08-17 10-12 11-02 11-16 12-08 12-25',
  2027: '01-01 01-11 03-22 03-25 03-26 05-01 05-10 05-31 06-07 07-05 07-20 08-07 08-16 10-18 11-01 11-15 12-08 12-25',
};

describe('the holidays of Colombia', () => {
  it.each(Object.entries(holidays))('are right in %s', (year, days) => {
    const found = [...holidaysOf(Number(year))].toSorted().map((date) => date.slice(5));
    expect(found.join(' ')).toBe(days);
  });

  it('are 18 a year, fewer only where two fall on one day, and the moved ones are Mondays', () => {
    for (let year = 1984; year <= 2100; year += 1) {
      const days = [...holidaysOf(year)];
      expect(days.length).toBeGreaterThanOrEqual(17);
      expect(days.length).toBeLessThanOrEqual(18);
      const mondays = days.filter((date) => new Date(`${date}T00:00:00Z`).getUTCDay() === 1);
      expect(mondays.length).toBeGreaterThanOrEqual(9);
    }
  });
});

describe('a banking day', () => {
  it.each([
    ['2026-01-13', true],
    ['2026-01-12', false],
    ['2026-01-10', false],
    ['2026-01-11', false],
    ['2026-12-31', false],
    ['2026-12-30', true],
    ['2027-01-01', false],
    ['2026-04-02', false],
    ['2026-04-01', true],
  ])('%s: %s', (date, expected) => {
    expect(isBankingDay(date)).toBe(expected);
  });
});

describe('banking time', () => {
  it.each([
    ['inside a day', '2026-01-13T09:00:00', 2, '2026-01-13T11:00:00'],
    ['over a night', '2026-01-13T16:00:00', 12, '2026-01-14T18:00:00'],
    ['before the opening', '2026-01-13T03:00:00', 1, '2026-01-13T09:00:00'],
    ['after the closing', '2026-01-13T19:00:00', 1, '2026-01-14T09:00:00'],
    ['over a weekend and a moved holiday', '2026-01-09T17:00:00', 2, '2026-01-13T09:00:00'],
    ['over Easter', '2026-04-01T17:00:00', 2, '2026-04-06T09:00:00'],
    ['over the end of the year', '2026-12-30T11:00:00', 3, '2027-01-04T10:00:00'],
    ['on 24 December', '2026-12-24T11:00:00', 2, '2026-12-28T09:00:00'],
  ])('passes %s', (_name, from, hours, until) => {
    expect(textOf(addBankingTime(at(from), hours * HOUR))).toBe(until);
  });

  it('never goes back, and more time never ends earlier', () => {
    for (let hour = 0; hour < 24 * 40; hour += 5) {
      const from = (at('2026-12-10T00:00:00') + hour * HOUR * 1_000) as Instant;
      const short = addBankingTime(from, HOUR);
      expect(short).toBeGreaterThan(from);
      expect(addBankingTime(from, 2 * HOUR)).toBeGreaterThan(short);
    }
  });

  it('refuses a time beyond ten years', () => {
    expect(() => addBankingTime(at('2026-01-13T09:00:00'), 1e14)).toThrow(RangeError);
  });
});

describe('a day in Bogota', () => {
  it('begins at 05:00 UTC', () => {
    expect(startOfBogotaDay('2026-01-15')).toBe(Date.parse('2026-01-15T05:00:00Z') * 1_000);
    expect(bogotaDayOf(startOfBogotaDay('2026-01-15'))).toBe('2026-01-15');
    expect(bogotaDayOf((startOfBogotaDay('2026-01-15') - 1) as Instant)).toBe('2026-01-14');
    expect(addDays('2026-02-28', 1)).toBe('2026-03-01');
  });
});
