import type { Instant } from '@riel/schemas';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bogotaDate, formatInstant, now, parseInstant } from './instant.ts';

const instant = fc.maxSafeInteger().map((microseconds) => microseconds as Instant);

test('what is written is read the same, before 1970 too', () => {
  fc.assert(
    fc.property(instant, (given) => {
      expect(parseInstant(formatInstant(given))).toBe(given);
    }),
  );
});

test('texts in the order of the instants', () => {
  fc.assert(
    fc.property(instant, instant, (one, other) => {
      expect(formatInstant(one) < formatInstant(other)).toBe(one < other);
    }),
  );
});

test('a zone moves the instant, decimals beyond six are cut', () => {
  const utc = parseInstant('2026-11-24T22:14:00.123456Z');
  expect(parseInstant('2026-11-24T17:14:00.123456789-05:00')).toBe(utc);
  expect(parseInstant('2026-11-25T03:44:00.123456+05:30')).toBe(utc);
  expect(parseInstant('2026-11-24t22:14:00.123456z')).toBe(utc);
  expect(formatInstant(utc as Instant)).toBe('2026-11-24T22:14:00.123456Z');
  expect(parseInstant('1970-01-01T00:00:00.1Z')).toBe(100_000);
});

test('what is no instant is null', () => {
  const texts = [
    '',
    '2026-11-24',
    '2026-11-24T22:14:00',
    '2026-11-24 22:14:00Z',
    '2026-02-30T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-11-24T24:00:00Z',
    '2026-11-24T22:60:00Z',
    '2026-11-24T22:14:00+24:00',
    '2026-11-24T22:14:00+05:60',
    '2026-11-24T22:14:00.Z',
    '0000-01-01T00:00:00Z',
    '1600-01-01T00:00:00Z',
    '2256-01-01T00:00:00Z',
    '2026-11-24T22:14:00Z\n',
  ];
  for (const text of texts) expect(parseInstant(text)).toBeNull();
});

test('the date in Bogota is the one that the time zone database gives', () => {
  const since1994 = Date.parse('1994-01-01T00:00:00Z') * 1000;
  const official = new Intl.DateTimeFormat('sv-SE', { timeZone: 'America/Bogota' });
  fc.assert(
    fc.property(fc.integer({ min: since1994, max: Number.MAX_SAFE_INTEGER }), (microseconds) => {
      const date = official.format(new Date(Math.floor(microseconds / 1000)));
      expect(bogotaDate(microseconds as Instant)).toBe(date);
    }),
  );
});

test('the day in Bogota ends at five in the morning UTC', () => {
  const dateAt = (text: string) => bogotaDate(parseInstant(text) as Instant);
  expect(dateAt('2026-11-24T04:59:59.999999Z')).toBe('2026-11-23');
  expect(dateAt('2026-11-24T05:00:00Z')).toBe('2026-11-24');
});

test('now is in microseconds', () => {
  expect(Math.abs(now() / 1000 - Date.now())).toBeLessThan(1_000);
});
