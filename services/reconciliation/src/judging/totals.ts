/** Amounts of one currency, minor units. */
export interface CurrencyTotals {
  readonly compared: bigint;
  /** Amount of the transfers for which a drift was found. */
  readonly drifting: bigint;
  readonly inFlight: bigint;
}

/** What a run has compared so far. */
export interface Totals {
  readonly transfers: number;
  readonly payments: number;
  /** Under way at the edge of the window: no drift. */
  readonly inFlight: number;
  readonly oldestInFlightAt: number | null;
  readonly currencies: Readonly<Record<string, CurrencyTotals>>;
}

export const noTotals: Totals = {
  transfers: 0,
  payments: 0,
  inFlight: 0,
  oldestInFlightAt: null,
  currencies: {},
};

const nothing: CurrencyTotals = { compared: 0n, drifting: 0n, inFlight: 0n };

/** One transfer or payment that was compared. */
export interface Compared {
  readonly kind: 'transfer' | 'payment';
  readonly amount: bigint;
  readonly currency: string;
  readonly isDrifting: boolean;
  readonly isInFlight: boolean;
  readonly since: number | null;
}

/** Totals with one more. */
export function addCompared(totals: Totals, one: Compared): Totals {
  const before = totals.currencies[one.currency] ?? nothing;
  const isOlder =
    one.isInFlight &&
    one.since !== null &&
    (totals.oldestInFlightAt === null || one.since < totals.oldestInFlightAt);
  return {
    transfers: totals.transfers + (one.kind === 'transfer' ? 1 : 0),
    payments: totals.payments + (one.kind === 'payment' ? 1 : 0),
    inFlight: totals.inFlight + (one.isInFlight ? 1 : 0),
    oldestInFlightAt: isOlder ? one.since : totals.oldestInFlightAt,
    currencies: {
      ...totals.currencies,
      [one.currency]: {
        compared: before.compared + one.amount,
        drifting: before.drifting + (one.isDrifting ? one.amount : 0n),
        inFlight: before.inFlight + (one.isInFlight ? one.amount : 0n),
      },
    },
  };
}
