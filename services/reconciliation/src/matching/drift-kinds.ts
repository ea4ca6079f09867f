import type { MarkKind } from '@riel/books';

/**
 * Stable codes of what can differ between what was asked, what was booked and what Mono says. The first
 * group is found by comparing; the second is what the ledger marked while it booked.
 */
export const comparedKinds = [
  'missing-at-mono',
  'missing-here',
  'state',
  'final-state-changed',
  'rail',
  'rail-evidence',
  'amount',
  'fee',
  'date',
  'duplicate',
  'not-ours',
  'stuck',
  'balance',
  'undecodable',
] as const;

export const markedKinds = [
  'unmapped-reason',
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

export type DriftKind = (typeof comparedKinds)[number] | (typeof markedKinds)[number];

/** All kinds, in the order in which reports list them. */
export const driftKinds: readonly DriftKind[] = [...comparedKinds, ...markedKinds];

/** The kind of drift that a mark of the ledger is. */
export function kindOfMark(mark: MarkKind): DriftKind {
  if (mark === 'double-payment') return 'duplicate';
  if (mark === 'unmatched') return 'not-ours';
  return mark;
}

const standing: ReadonlySet<DriftKind> = new Set(['not-ours', 'duplicate']);

/** Whether a drift is still there when what Mono states is booked: then a person has to act. */
export function outlivesHealing(kind: DriftKind): boolean {
  return standing.has(kind);
}
