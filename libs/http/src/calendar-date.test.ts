import { expect, test } from 'vitest';
import { isCalendarDate } from './calendar-date.ts';

test.each(['2026-02-28', '2024-02-29', '0001-01-01', '9999-12-31'])('%s is a day', (text) => {
  expect(isCalendarDate(text)).toBe(true);
});

test.each([
  '2026-02-29',
  '2026-02-30',
  '2026-13-01',
  '2026-00-10',
  '0000-01-01',
  '2026-1-1',
  '12026-01-01',
  '2026-01-01T00:00:00Z',
  '',
])('%j is none', (text) => {
  expect(isCalendarDate(text)).toBe(false);
});
