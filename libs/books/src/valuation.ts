import { MINOR_UNITS_MAX, MINOR_UNITS_MIN, roundRate } from '@riel/money';
import type { MinorUnits } from '@riel/schemas';
import { cashAccount, FEES_PAYABLE, isSegment, REFUNDS, UNROUTED } from './tables/account-codes.ts';
import { compiledTables, rulesOf, tariffOf } from './tables/compiled-tables.ts';
import type { Refund, Tables, TariffComponent } from './tables/tables.ts';
import type { ValuationProblem } from './subject/placed-valuation.ts';

/** A component of a tariff with its amount: all that is needed to book it, for every outcome. */
export interface ValuedComponent {
  readonly name: string;
  /** Ledger account that is debited. */
  readonly account: string;
  readonly amount: bigint;
  readonly debited: 'at-once' | 'by-invoice';
  readonly refund: {
    readonly declinedAtOrigin: Refund;
    readonly declinedAtDestination: Refund;
    readonly reversed: Refund;
  };
}

/** How a Mono transfer ended, as far as its tariff is concerned. */
export type TariffOutcome =
  | 'settled'
  | 'declined-at-origin'
  | 'declined-at-destination'
  | 'reversed';

/** What is valued. */
export interface ValuationQuestion {
  readonly monoAccountId: string;
  readonly rail: string;
  readonly amount: bigint;
  readonly currency: string;
  /** Mono's time of the fact, microseconds since the epoch, UTC: chooses the tariff's version. */
  readonly at: number;
}

/** Components in the order of the tariff, or why there are none. Components of zero are left out. */
export type Valuation =
  | { readonly kind: 'valued'; readonly components: readonly ValuedComponent[] }
  | { readonly kind: ValuationProblem };

/** What an amount costs on a rail under these tables. */
export function valuationOf(tables: Tables, question: ValuationQuestion): Valuation {
  const rules = rulesOf(tables, question.monoAccountId);
  if (rules === null) return { kind: 'unknown-mono-account' };
  if (!compiledTables(tables).rails.has(question.rail)) return { kind: 'unknown-rail' };
  const tariff = tariffOf(tables, question);
  if (tariff === null || tariff.currency !== question.currency) return { kind: 'unknown-tariff' };
  const bases = new Map<string, bigint>([['amount', question.amount]]);
  const components: ValuedComponent[] = [];
  for (const component of tariff.components) {
    const amount =
      component.kind === 'gmf' && rules.gmfExempt
        ? 0n
        : chargeOf(component, bases, tariff.components);
    bases.set(component.name, amount);
    if (amount !== 0n) components.push(valued(component, amount, question.rail));
  }
  return { kind: 'valued', components };
}

/** One line of what a tariff books. */
export interface TariffCharge {
  readonly account: string;
  /** Signed minor units: positive is a debit. */
  readonly amount: bigint;
}

/**
 * What the components book for an outcome: debits of their accounts, and what they take from the
 * Mono account or add to what is owed. Sums to zero.
 */
export function chargesOf(
  components: readonly ValuedComponent[],
  outcome: TariffOutcome,
  monoAccountId: string,
): readonly TariffCharge[] {
  const charges: TariffCharge[] = [];
  let cash = 0n;
  let owed = 0n;
  for (const component of components) {
    const refund = refundFor(component, outcome);
    const byInvoice = component.debited === 'by-invoice';
    // What was never debited cannot be owed back to us.
    if (refund === 'refunded' || (refund === 'receivable' && byInvoice)) continue;
    const account = refund === 'receivable' ? REFUNDS : component.account;
    charges.push({ account, amount: component.amount });
    if (byInvoice) owed += component.amount;
    else cash += component.amount;
  }
  if (owed !== 0n) charges.push({ account: FEES_PAYABLE, amount: -owed });
  if (cash !== 0n) charges.push({ account: cashAccount(monoAccountId), amount: -cash });
  return charges;
}

function refundFor(component: ValuedComponent, outcome: TariffOutcome): Refund {
  if (outcome === 'settled') return 'kept';
  if (outcome === 'declined-at-origin') return component.refund.declinedAtOrigin;
  if (outcome === 'declined-at-destination') return component.refund.declinedAtDestination;
  return component.refund.reversed;
}

function chargeOf(
  component: TariffComponent,
  bases: ReadonlyMap<string, bigint>,
  components: readonly TariffComponent[],
): bigint {
  const { charge } = component;
  if (charge.kind === 'fixed') return charge.amount;
  let base = 0n;
  for (const name of charge.of) {
    // GMF falls on a debit of the Mono account; what is invoiced is debited another day.
    if (component.kind === 'gmf' && isInvoiced(name, components)) continue;
    base += bases.get(name) ?? 0n;
  }
  const { numerator, denominator } = charge;
  // A sum beyond the range of money has no tariff; a rate of at most the whole stays within it.
  if (base > MINOR_UNITS_MAX || base < MINOR_UNITS_MIN) return 0n;
  return roundRate({
    base: base as MinorUnits,
    numerator,
    denominator,
    rounding: component.rounding,
  });
}

function isInvoiced(name: string, components: readonly TariffComponent[]): boolean {
  return components.some((one) => one.name === name && one.debited === 'by-invoice');
}

function valued(component: TariffComponent, amount: bigint, rail: string): ValuedComponent {
  const segment = isSegment(rail) ? rail : UNROUTED;
  const account = component.account.replace('<rail>', segment);
  return {
    name: component.name,
    account,
    amount,
    debited: component.debited,
    refund: component.refund,
  };
}
