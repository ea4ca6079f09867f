import { UNROUTED } from '../tables/account-codes.ts';
import type { Tables } from '../tables/tables.ts';
import { valuationOf } from '../valuation.ts';
import type { PlacedValuation } from './placed-valuation.ts';

/** What is to be valued at a place in the log. */
export interface PlacedQuestion {
  readonly place: number;
  readonly monoTransferId: string;
  readonly monoAccountId: string;
  readonly rail: string | null;
  readonly amount: bigint;
  readonly currency: string;
  readonly at: number;
}

/** Values an amount under the tables in force at the place. */
export function placeValuation(tables: Tables, question: PlacedQuestion): PlacedValuation {
  const { place, monoTransferId, monoAccountId, amount, currency, at } = question;
  const rail = question.rail ?? UNROUTED;
  const valuation = valuationOf(tables, { monoAccountId, rail, amount, currency, at });
  const isValued = valuation.kind === 'valued';
  return {
    place,
    monoTransferId,
    rail,
    amount,
    currency,
    problem: isValued ? null : valuation.kind,
    components: isValued ? valuation.components : [],
  };
}
