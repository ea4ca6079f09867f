import { expect, it } from 'vitest';
import { decideLine, type AroundLine, type LineDecision, type ReportLine } from './decide-line.ts';

const credit: ReportLine = {
  id: 'tx_1',
  monoAccountId: 'acc_a',
  amount: 5_000n,
  currency: 'COP',
  transactionAt: 0,
  type: 'incoming_wire',
  rail: null,
};
const settled: ReportLine = { ...credit, id: 'trn_1', rail: 'ach' };
const nothing: AroundLine = {
  isKnown: false,
  equalCredits: [],
  equalAdjustments: [],
  transferId: null,
};

interface Case {
  readonly name: string;
  readonly line: Partial<ReportLine>;
  readonly around: Partial<AroundLine>;
  readonly force?: boolean;
  readonly kind: LineDecision['kind'];
}

const cases: readonly Case[] = [
  { name: 'a credit that nobody booked', line: credit, around: {}, kind: 'credit' },
  { name: 'a credit that is booked', line: credit, around: { isKnown: true }, kind: 'known' },
  { name: 'an equal credit', line: credit, around: { equalCredits: ['tx_2'] }, kind: 'refused' },
  {
    name: 'an equal credit, forced',
    line: credit,
    around: { equalCredits: ['tx_2'] },
    force: true,
    kind: 'credit',
  },
  {
    name: 'an equal adjustment',
    line: credit,
    around: { equalAdjustments: ['a'] },
    kind: 'refused',
  },
  {
    name: 'an equal adjustment, forced',
    line: credit,
    around: { equalAdjustments: ['a'] },
    force: true,
    kind: 'credit',
  },
  {
    name: 'a booked credit, forced',
    line: credit,
    around: { isKnown: true },
    force: true,
    kind: 'known',
  },
  { name: 'a debit', line: { amount: -1n }, around: {}, kind: 'refused' },
  { name: 'another object', line: { id: 'bat_1' }, around: {}, force: true, kind: 'refused' },
  { name: 'the rail of a transfer', line: settled, around: { transferId: 't' }, kind: 'rail' },
  { name: 'a transfer that the books do not know', line: settled, around: {}, kind: 'refused' },
  {
    name: 'a transfer without a rail',
    line: { ...settled, rail: null },
    around: { transferId: 't' },
    kind: 'refused',
  },
];

it.each(cases)('$name: $kind', ({ line, around, force, kind }) => {
  expect(decideLine({ ...credit, ...line }, { ...nothing, ...around }, force ?? false).kind).toBe(
    kind,
  );
});
