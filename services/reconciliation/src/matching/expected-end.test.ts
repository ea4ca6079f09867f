import { bankingHoursDefault } from '@riel/calendar';
import { expect, it } from 'vitest';
import { expectedEndOf, type RailExpectations } from './expected-end.ts';

const expectations: RailExpectations = {
  realTimeMinutes: 15,
  achBankingHours: 12,
  bankingHours: bankingHoursDefault,
};
const at = (text: string): number => Date.parse(`${text}-05:00`) * 1_000;

it.each([
  ['turbo', false, '2026-01-10T23:00:00', '2026-01-10T23:15:00'],
  ['transfiya', false, '2026-12-31T12:00:00', '2026-12-31T12:15:00'],
  ['ach', false, '2026-01-13T09:00:00', '2026-01-14T11:00:00'],
  ['ach', false, '2026-01-09T16:00:00', '2026-01-13T18:00:00'],
  ['ach', false, '2026-12-30T10:00:00', '2027-01-04T18:00:00'],
  ['turbo', true, '2026-01-13T09:00:00', '2026-01-14T11:15:00'],
  [null, false, '2026-01-13T09:00:00', '2026-01-14T11:00:00'],
] as const)('%s, fallback %s, begun %s: by %s', (rail, mayFallBack, since, until) => {
  expect(expectedEndOf({ rail, since: at(since), mayFallBack }, expectations)).toBe(at(until));
});
