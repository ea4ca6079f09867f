import { addBankingTime, type BankingHours } from '@riel/calendar';
import type { Instant } from '@riel/schemas';

/** When each kind of rail should have brought a final state. */
export interface RailExpectations {
  /** Rails in real time: turbo, transfiya, breb. */
  readonly realTimeMinutes: number;
  /** ACH: three cycles, counted in banking hours. */
  readonly achBankingHours: number;
  readonly bankingHours: BankingHours;
}

const realTimeRails: ReadonlySet<string> = new Set(['turbo', 'transfiya', 'breb']);
const MILLISECONDS_PER_HOUR = 3_600_000;
const MICROSECONDS_PER_MINUTE = 60_000_000;

/**
 * The instant by which a transfer that began at `since` should be final. A rail that is not known, or
 * from which Mono may fall back to ACH, gets the time of both.
 */
export function expectedEndOf(
  { rail, since, mayFallBack }: { rail: string | null; since: number; mayFallBack: boolean },
  expectations: RailExpectations,
): number {
  const realTimeEnd = since + expectations.realTimeMinutes * MICROSECONDS_PER_MINUTE;
  if (rail !== null && realTimeRails.has(rail) && !mayFallBack) return realTimeEnd;
  const from = rail !== null && realTimeRails.has(rail) ? realTimeEnd : since;
  return addBankingTime(
    from as Instant,
    expectations.achBankingHours * MILLISECONDS_PER_HOUR,
    expectations.bankingHours,
  );
}
