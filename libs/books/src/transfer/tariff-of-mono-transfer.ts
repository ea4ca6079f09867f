import { UNROUTED } from '../tables/account-codes.ts';
import { placeValuation } from '../subject/place-valuation.ts';
import type { PlacedValuation } from '../subject/placed-valuation.ts';
import type { Tables } from '../tables/tables.ts';
import type { TariffOutcome } from '../valuation.ts';
import type { MonoTransfer, StateRun } from './fold-mono-transfer.ts';
import type { TransferFact } from './transfer-fact.ts';

/** Which tariff applies to a Mono transfer, for which outcome. */
export interface AppliedTariff {
  readonly monoTransfer: MonoTransfer;
  readonly outcome: TariffOutcome;
  /** Mono account that pays it. */
  readonly monoAccountId: string;
  readonly valuation: PlacedValuation;
  /** True if it hangs on an approval that nobody saw. */
  readonly isUnseen: boolean;
}

/** The facts of a transfer in the log's order, the newest of them, and the tables at its place. */
export interface ValuingPlace {
  readonly facts: readonly TransferFact[];
  /** Null if the newest record is the request, or no fact that could be valued. */
  readonly newest: TransferFact | null;
  readonly place: number;
  readonly tables: Tables;
}

interface Governing {
  readonly outcome: TariffOutcome;
  readonly run: StateRun;
}

/**
 * The tariff of one Mono transfer: that of its actual rail, valued where the state that it hangs on
 * was first seen. Where better evidence names another rail later, that rail is valued at the place
 * of the evidence. What was valued once for a rail is never valued again.
 */
export function tariffOfMonoTransfer(
  monoTransfer: MonoTransfer,
  valuations: readonly PlacedValuation[],
  place: ValuingPlace,
): AppliedTariff | null {
  const governing = governingOf(monoTransfer);
  if (governing === null) return null;
  const { outcome, run } = governing;
  const terms = run.facts[0] ?? run.source;
  const valuation =
    keptValuation({ monoTransfer, run, terms, valuations, place }) ??
    placeValuation(place.tables, {
      place: place.place,
      monoTransferId: monoTransfer.monoTransferId,
      monoAccountId: terms.monoAccountId,
      rail: monoTransfer.rail.rail,
      amount: terms.amount,
      currency: terms.currency,
      at: terms.occurredAt,
    });
  const { monoAccountId } = terms;
  return { monoTransfer, outcome, monoAccountId, valuation, isUnseen: run.facts.length === 0 };
}

interface Search {
  readonly monoTransfer: MonoTransfer;
  readonly run: StateRun;
  readonly terms: TransferFact;
  readonly valuations: readonly PlacedValuation[];
  readonly place: ValuingPlace;
}

/** A valuation made at the state's own place; else, unless the state is seen only now, any before. */
function keptValuation({
  monoTransfer,
  run,
  terms,
  valuations,
  place,
}: Search): PlacedValuation | null {
  const rail = monoTransfer.rail.rail ?? UNROUTED;
  let earlier: PlacedValuation | null = null;
  for (const valuation of valuations) {
    if (valuation.monoTransferId !== monoTransfer.monoTransferId || valuation.rail !== rail)
      continue;
    if (valuation.amount !== terms.amount || valuation.currency !== terms.currency) continue;
    if (isPlaceOf(run, place.facts[valuation.place])) return valuation;
    earlier ??= valuation;
  }
  const isSeenOnlyNow = run.facts.length === 1 && run.facts[0] === place.newest;
  return isSeenOnlyNow ? null : earlier;
}

/** Whether the state was first known by this fact: by a record of it, or one that named it. */
function isPlaceOf(run: StateRun, fact: TransferFact | undefined): boolean {
  if (fact === undefined) return false;
  return fact.previousState === run.state || run.facts.includes(fact);
}

function governingOf(monoTransfer: MonoTransfer): Governing | null {
  const { run, approval, state } = monoTransfer;
  if (run === null || state === 'open') return null;
  if (state === 'approved') return { outcome: 'settled', run };
  if (approval !== null) return { outcome: 'reversed', run: approval };
  if (state !== 'declined') return null;
  const isOrigin = monoTransfer.declines.at(-1)?.reason === 'origin';
  return { outcome: isOrigin ? 'declined-at-origin' : 'declined-at-destination', run };
}
