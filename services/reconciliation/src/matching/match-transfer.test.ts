import { describe, expect, it } from 'vitest';
import { comparedKinds, markedKinds, type DriftKind } from './drift-kinds.ts';
import { matchTransfer } from './match-transfer.ts';
import type { Edge, Sides } from './sides.ts';
import { agreements } from './testing/agreements.ts';
import { agreed, booked, edge, mono, NOON, underWay } from './testing/agreed-sides.ts';
import { plantedDrift } from './testing/planted-drift.ts';

describe('a planted drift is found, named right, and nothing else with it', () => {
  it.each(plantedDrift)('$kind: $name', (one) => {
    const { findings } = matchTransfer({ ...agreed, ...one.sides }, { ...edge, ...one.edge });
    const { kind, remedy, amount } = one;
    const wanted = {
      kind,
      ...(remedy === undefined ? {} : { remedy }),
      ...(amount === undefined ? {} : { amount }),
    };
    expect(findings).toEqual([expect.objectContaining(wanted)]);
    const [finding] = findings;
    expect(finding?.explanation).toMatch(/^[A-ZI0-9].*\.$/);
    expect(finding?.subject).not.toBe('');
  });

  it('has a case for every kind that comparing transfers can find', () => {
    const elsewhere: readonly DriftKind[] = ['balance', 'undecodable'];
    const tried = new Set(plantedDrift.map((one) => one.kind));
    const missing = [...comparedKinds, ...markedKinds].filter(
      (kind) => !tried.has(kind) && !elsewhere.includes(kind),
    );
    expect(missing).toEqual([]);
  });
});

describe('without a drift nothing is found', () => {
  it.each(agreements)('$name', (one) => {
    const sides = { ...agreed, ...one.sides };
    expect(matchTransfer(sides, { ...edge, ...one.edge }).findings).toEqual([]);
  });
});

describe('what is under way', () => {
  const underWayOrNot: readonly (readonly [string, Partial<Sides>, Partial<Edge>, boolean])[] = [
    ['open at Mono', { booked: underWay, mono: { ...mono, state: 'created' } }, {}, true],
    ['changed after the edge', {}, { cutOffAt: NOON - 1 }, true],
    ['not at Mono yet', { booked: { ...underWay, monoTransfer: null }, mono: null }, {}, true],
    ['final', {}, {}, false],
    ['refused', { booked: { ...booked, monoTransfer: null }, mono: null }, {}, false],
  ];

  it.each(underWayOrNot)('%s: %s', (_name, sides, changes, expected) => {
    const { isInFlight } = matchTransfer({ ...agreed, ...sides }, { ...edge, ...changes });
    expect(isInFlight).toBe(expected);
  });
});
