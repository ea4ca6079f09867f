import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bogotaDateOf, firstOpenDay, openDate } from './booking-date.ts';

const microseconds = (text: string): number => Date.parse(text) * 1_000;

describe('the date in Bogota', () => {
  it('begins at 05:00 UTC', () => {
    expect(bogotaDateOf(microseconds('2026-01-15T04:59:59.999Z'))).toBe('2026-01-14');
    expect(bogotaDateOf(microseconds('2026-01-15T05:00:00.000Z'))).toBe('2026-01-15');
  });

  it('agrees with the calendar for every day from year 1 to 9999', () => {
    const days = fc.integer({ min: -719_000, max: 2_932_000 });
    fc.assert(
      fc.property(days, (day) => {
        const noon = day * 86_400_000_000 + 12 * 3_600_000_000;
        expect(bogotaDateOf(noon)).toBe(new Date(noon / 1_000).toISOString().slice(0, 10));
      }),
    );
  });
});

describe('a closed month', () => {
  it('moves a date to the first open day, and leaves later dates alone', () => {
    expect(openDate('2026-10-31', '2026-10')).toBe('2026-11-01');
    expect(openDate('2026-03-01', '2026-12')).toBe('2027-01-01');
    expect(openDate('2026-11-02', '2026-10')).toBe('2026-11-02');
    expect(openDate('2026-10-31', null)).toBe('2026-10-31');
    expect(firstOpenDay(null)).toBe(null);
  });
});
