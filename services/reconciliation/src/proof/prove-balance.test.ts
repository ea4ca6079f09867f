import { describe, expect, it } from 'vitest';
import { lineNameOf } from './lines-of.ts';
import { candidatesOf, planAgeing, proveBalance, type ProofInput } from './prove-balance.ts';

const HOUR = 3_600_000_000;
const agreed: ProofInput = {
  currency: 'COP',
  opening: { at: 0, available: 100n, isBooked: false },
  openingCash: 100n,
  openingInFlight: 0n,
  lines: [],
  closing: { at: 10 * HOUR, available: 150n },
  closingCash: 150n,
  bookedUpTo: [],
  inFlight: { amount: 0n, count: 0, oldestAt: null },
  debitedAt: 'settlement',
  named: { amount: 0n, drifts: 0 },
  cached: null,
  staleAfterMicroseconds: HOUR,
};

describe('a live balance is explained', () => {
  it.each<[string, Partial<ProofInput>, bigint]>([
    ['by the books', {}, 0n],
    ['but for what Mono holds more', { closing: { at: 1, available: 157n } }, 7n],
    [
      'by drifts that are named elsewhere',
      { closing: { at: 1, available: 143n }, named: { amount: -7n, drifts: 1 } },
      0n,
    ],
    ['not by a named drift that has no effect there', { named: { amount: -7n, drifts: 1 } }, 7n],
    [
      'by money in flight where Mono debits at acceptance',
      {
        closing: { at: 1, available: 130n },
        inFlight: { amount: 20n, count: 1, oldestAt: 0 },
        debitedAt: 'acceptance',
      },
      0n,
    ],
    [
      'not by money in flight where Mono debits at settlement',
      {
        closing: { at: 1, available: 130n },
        inFlight: { amount: 20n, count: 1, oldestAt: 0 },
      },
      -20n,
    ],
  ])('%s', (_name, change, difference) => {
    expect(proveBalance({ ...agreed, ...change }).difference).toBe(difference);
  });

  it.each<[string, ProofInput['cached'], boolean | undefined]>([
    ['none', null, undefined],
    ['a fresh one that agrees', { available: 150n, updatedAt: 10 * HOUR - 1 }, false],
    ['an old one', { available: 150n, updatedAt: 8 * HOUR }, true],
    ['one without a time', { available: 150n, updatedAt: null }, true],
    ['one that differs', { available: 149n, updatedAt: 10 * HOUR }, true],
  ])('whatever is cached, and a stale cache is noticed: %s', (_name, cached, isStale) => {
    const proof = proveBalance({ ...agreed, cached });
    expect(proof.cached?.isStale).toBe(isStale);
    expect(proof).toMatchObject({ difference: 0n, closing: 150n });
  });
});

it.each([
  ['settled', 'clearing:turbo:acc_1', 'settlements'],
  ['fee', 'expenses:fees:turbo', 'fees'],
  ['fee', 'taxes:iva:turbo', 'iva'],
  ['fee', 'taxes:gmf', 'gmf'],
  ['fee', 'receivable:refunds', 'gmf'],
  ['return', 'receivable:returns', 'returns'],
  ['credited', 'receivable:returns', 'returns'],
  ['credited', 'suspense:credits', 'credits'],
  ['collected', 'liabilities:collections', 'collections'],
  ['settled', 'suspense:double-payments', 'double-payments'],
  ['settled', 'suspense:unmatched', 'unmatched'],
  ['adjusted', 'expenses:fees:turbo', 'adjustments'],
  ['matched', 'liabilities:payouts', 'other'],
] as const)('an entry %s against %s stands on the line %s', (entryKind, account, name) => {
  expect(lineNameOf({ entryKind, account })).toBe(name);
});

describe('the parts of a difference', () => {
  const [monday, tuesday] = [
    { driftId: 'monday', amount: 5n },
    { driftId: 'tuesday', amount: -3n },
  ];

  it.each([
    ['stay while they explain it', 2n, [], 0n],
    ['get one for what is new', 9n, [], 7n],
    ['lose the one that is taken back', -3n, ['monday'], 0n],
    ['are gone with the difference', 0n, ['monday', 'tuesday'], 0n],
  ] as const)('%s', (_name, difference, ended, added) => {
    expect(planAgeing(difference, [monday, tuesday])).toEqual({ ended, added });
  });
});

it('candidates are a return, a tariff and a missing credit where they fit', () => {
  const around = {
    settlements: [{ rail: 'turbo', count: 4 }],
    sameAmount: [{ key: 't-1', state: 'declined' }],
    sameGmf: [],
  };
  const kinds = (rest: bigint) => candidatesOf({ rest, ...around }).map(({ kind }) => kind);
  expect(kinds(400n)).toEqual(['tariff', 'return', 'missing-credit']);
  expect(kinds(-400n)).toEqual(['tariff', 'transfer']);
  expect(kinds(0n)).toEqual([]);
});
