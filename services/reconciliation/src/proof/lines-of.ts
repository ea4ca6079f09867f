import type { Movement } from './movement.ts';
import { proofLineNames, type ProofLine, type ProofLineName } from './proof.ts';

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
export function linesOf(movements: readonly Movement[]): readonly ProofLine[] {
  const lines = new Map<ProofLineName, ProofLine>();
  for (const one of movements) {
    const name = lineNameOf(one);
    const line = lines.get(name);
    lines.set(name, {
      name,
      amount: (line?.amount ?? 0n) + one.amount,
      entries: (line?.entries ?? 0) + one.entries,
      firstFactId: lower(line?.firstFactId ?? null, one.firstFactId),
      lastFactId: higher(line?.lastFactId ?? null, one.lastFactId),
    });
  }
  return proofLineNames.flatMap((name) => lines.get(name) ?? []);
}

const lower = (one: bigint | null, other: bigint): bigint =>
  one === null || other < one ? other : one;
const higher = (one: bigint | null, other: bigint): bigint =>
  one === null || other > one ? other : one;
