import type { ValuedComponent } from '../valuation.ts';

/**
 * What an amount costs on a rail, valued once under the tables in force at one fact's place in the
 * log. It is kept for good: new tables never price again what is booked.
 */
export interface PlacedValuation {
  /** Number of the fact in the subject's facts; -1 is the request. */
  readonly place: number;
  /** Mono transfer, or the receipt itself (''). */
  readonly monoTransferId: string;
  readonly rail: string;
  readonly amount: bigint;
  readonly currency: string;
  /** Why it could not be valued; null if it was. */
  readonly problem: ValuationProblem | null;
  readonly components: readonly ValuedComponent[];
}

export type ValuationProblem = 'unknown-mono-account' | 'unknown-rail' | 'unknown-tariff';
