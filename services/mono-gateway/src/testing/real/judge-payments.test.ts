import type { TransferId } from '@riel/schemas';
import { describe, expect, it } from 'vitest';
import { judgeAtRest, judgePayments, type TransferFacts } from './judge-payments.ts';

const factsOf = (change: Partial<TransferFacts>): TransferFacts => ({
  transferId: 'T' as TransferId,
  isForged: false,
  payments: ['trn_1'],
  accepted: ['trn_1'],
  isRefused: false,
  isCancelled: false,
  waiting: null,
  ...change,
});
const unpaid = { payments: [], accepted: [] };

describe('a transfer is well', () => {
  it.each([
    ['accepted and paid once', {}],
    ['refused', { ...unpaid, isRefused: true }],
    ['cancelled', { ...unpaid, isCancelled: true }],
    ['waiting with a reason', { ...unpaid, waiting: { state: 'looking', reason: 'reset' } }],
    ['paid and still unknown', { accepted: [], waiting: { state: 'looking', reason: 'reset' } }],
  ] as const)('%s', (_name, change) => {
    expect(judgePayments(factsOf(change))).toEqual([]);
  });
});

describe('a transfer is not well', () => {
  it.each([
    ['paid twice', { payments: ['trn_1', 'trn_2'] }, /was paid 2 times/],
    ['accepted and not paid', { payments: [] }, /is accepted and was not paid/],
    ['bound to another', { accepted: ['trn_2'] }, /bound to another/],
    ['paid though forged', { isForged: true }, /forged and paid/],
    ['refused and paid', { accepted: [], isRefused: true }, /refused and was paid/],
    ['cancelled and paid', { accepted: [], isCancelled: true }, /cancelled and was paid/],
    ['refused and cancelled', { ...unpaid, isRefused: true, isCancelled: true }, /2 ends/],
    ['forgotten', unpaid, /neither at an end nor listed/],
    ['silent', { ...unpaid, waiting: { state: 'looking', reason: null } }, /without a reason/],
  ] as const)('%s', (_name, change, complaint) => {
    expect(judgePayments(factsOf(change)).join()).toMatch(complaint);
  });
});

it('at rest, only what a person must end may wait', () => {
  const waitingAs = (state: string) =>
    judgeAtRest(factsOf({ ...unpaid, waiting: { state, reason: 'unprocessable' } }));
  expect(waitingAs('refused-after-unknown')).toEqual([]);
  expect(waitingAs('partly-found')).toEqual([]);
  expect(waitingAs('looking')).toEqual(['T still waits as looking']);
});
