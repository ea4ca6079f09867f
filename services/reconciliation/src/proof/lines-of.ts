import type { Movement } from './movement.ts';
import { proofLineNames, type ProofLineName, type ProofSum } from './proof.ts';

const creditKinds: ReadonlySet<string> = new Set(['credited', 'credit-corrected']);
const collectionKinds: ReadonlySet<string> = new Set(['collected', 'collection-corrected']);

const namesOfAccounts: readonly (readonly [prefix: string, name: ProofLineName])[] = [
  ['expenses:fees', 'fees'],
  ['liabilities:fees-payable', 'fees'],
  ['taxes:iva', 'iva'],
  ['receivable:iva', 'iva'],
  ['taxes:gmf', 'gmf'],
  ['receivable:refunds', 'gmf'],
  ['receivable:returns', 'returns'],
  ['suspense:double-payments', 'double-payments'],
  ['suspense:unmatched', 'unmatched'],
  ['suspense:amount', 'settlements'],
  ['clearing:', 'settlements'],
];

/** The line of the proof on which a movement stands. */
export function lineNameOf({
  entryKind,
  account,
}: Pick<Movement, 'entryKind' | 'account'>): ProofLineName {
  if (entryKind === 'adjusted') return 'adjustments';
  const known = namesOfAccounts.find(([prefix]) => account.startsWith(prefix));
  if (known !== undefined) return known[1];
  if (creditKinds.has(entryKind)) return 'credits';
  if (collectionKinds.has(entryKind)) return 'collections';
  return 'other';
}

/** Sums movements into the lines of the proof, in the order of the proof; lines without any are left out. */
export function linesOf(movements: readonly Movement[]): readonly ProofSum[] {
  const lines = new Map<ProofLineName, ProofSum>();
  for (const one of movements) {
    const name = lineNameOf(one);
    lines.set(name, { name, amount: (lines.get(name)?.amount ?? 0n) + one.amount });
  }
  return proofLineNames.flatMap((name) => lines.get(name) ?? []);
}
