/**
 * Stable codes of what is marked on a subject, each a kind of drift.
 *
 * - `rail-evidence`: booked on a rail that lesser evidence names
 * - `amount`: Mono's amount differs from the requested one, or between two records
 * - `fee`: a fee hangs on a state that nobody saw
 * - `unmapped-reason`: a decline whose reason no rule knows, taken as one at destination
 * - `double-payment`: a second Mono transfer of the same transfer was approved
 * - `unmatched`: a settlement that was never requested stands in suspense
 * - `settled-after-refusal`: settled although it was refused or cancelled by its caller
 * - `mono-account`: settled from another Mono account than the requested one
 * - `unknown-account`: a ledger account that the chart lacks, or that nobody may name
 * - `unknown-mono-account`, `unknown-rail`, `unknown-tariff`: no rules, no rail, no tariff known
 * - `unknown-state`: Mono named a state that no rule knows
 * - `request-conflict`: another request of the same id, which books nothing
 * - `adjustment-conflict`: another adjustment of the same id, which books nothing
 * - `unbalanced`: an adjustment that did not sum to zero, completed from suspense
 * - `stale-signature`: a credit whose signed time was outside the tolerance
 * - `wrong-subject`: a record under the key of something else, which books nothing
 */
export const markKinds = [
  'rail-evidence',
  'amount',
  'fee',
  'unmapped-reason',
  'double-payment',
  'unmatched',
  'settled-after-refusal',
  'mono-account',
  'unknown-account',
  'unknown-mono-account',
  'unknown-rail',
  'unknown-tariff',
  'unknown-state',
  'request-conflict',
  'adjustment-conflict',
  'unbalanced',
  'stale-signature',
  'wrong-subject',
] as const;

export type MarkKind = (typeof markKinds)[number];

/** Something that a person or reconciliation must look at; it never stops a booking. */
export interface Mark {
  readonly kind: MarkKind;
  /** Size of what is in question in minor units, zero where it has none. */
  readonly amount: bigint;
  readonly currency: string;
  /** What the mark is about: a Mono transfer, rail, Mono account or ledger account. */
  readonly about: string;
}

/** Whether two marks say the same. */
export function isSameMark(one: Mark, other: Mark): boolean {
  return (
    one.kind === other.kind &&
    one.about === other.about &&
    one.amount === other.amount &&
    one.currency === other.currency
  );
}
