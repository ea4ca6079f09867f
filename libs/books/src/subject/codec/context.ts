import type { PlacedValuation } from '../placed-valuation.ts';

/**
 * What most parts of one subject share, so that it is written once: a part that has the same Mono
 * account, amount, currency or rail writes a short number in its place.
 */
export interface Context {
  readonly monoAccountId: string;
  readonly currency: string;
  readonly amount: bigint;
  /** Microseconds; other times are written as differences. */
  readonly time: number;
  /** Requested rail; empty if none. */
  readonly rail: string;
  readonly monoTransferIds: readonly string[];
}

/** Rail of the last valuation, which is the one that is booked. */
export function valuedRail(valuations: readonly PlacedValuation[]): string {
  return valuations.at(-1)?.rail ?? '';
}
