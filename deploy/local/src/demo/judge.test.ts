import { describe, expect, it } from 'vitest';
import { judge, type Observation } from './judge.ts';
import { DEMO_TRANSFERS_MIN, planTransfers } from './plan.ts';
import type { TransferAnswer } from './read-side.ts';

const planned = planTransfers({
  transfers: DEMO_TRANSFERS_MIN,
  runId: 'demo',
  monoAccountIds: ['acc_a', 'acc_b'],
});

const answerTo = (one: (typeof planned)[number]): TransferAnswer => ({
  transferId: one.idempotencyKey,
  state: one.expectation.state,
  requestedRail: one.rail,
  actualRail: one.expectation.actualRail ?? 'turbo',
  railEvidence: 'rail',
  amount: one.amount.toString(),
  fees: '0',
  taxes: '0',
  timeline: [{ event: 'TransferAccepted', occurredAt: '2026-01-01T00:00:00Z', entries: [] }],
});

const good: Observation = {
  planned,
  transfers: new Map(planned.map((one) => [one.idempotencyKey, answerTo(one)])),
  rails: { rows: [] },
  trialBalance: {
    lines: [
      { account: 'assets:mono:acc_a', currency: 'COP', debits: '9', credits: '4', balance: '5' },
      { account: 'clearing:ach:acc_a', currency: 'COP', debits: '3', credits: '3', balance: '0' },
    ],
    totals: [{ currency: 'COP', debits: '12', credits: '12' }],
  },
  monoBalance: 5n,
  replayedAnswers: 1,
  repeatedWebhooks: 1,
  seconds: 1,
};

const withFirst = (change: Partial<TransferAnswer>): Observation => {
  const transfers = new Map(good.transfers);
  const [key, answer] = [...transfers][0]!;
  transfers.set(key, { ...answer, ...change });
  return { ...good, transfers };
};

describe('the verdict', () => {
  it('is clean when all holds', () => {
    const { failures, report } = judge(good);
    expect(failures).toEqual([]);
    expect(report.transfers.requested).toBe(DEMO_TRANSFERS_MIN);
    expect(report.transfers.settled + report.transfers.declined).toBe(DEMO_TRANSFERS_MIN);
    expect(report.duplicatesSuppressed).toBe(2);
  });

  it.each<[string, Observation, string]>([
    ['another rail', withFirst({ actualRail: 'ach' }), 'is booked on ach, not turbo'],
    ['another state', withFirst({ state: 'accepted' }), 'is accepted, not settled'],
    ['another amount', withFirst({ amount: '1' }), 'has another amount'],
    ['a missing transfer', { ...good, transfers: new Map() }, 'is not in the ledger'],
    ['another balance at Mono', { ...good, monoBalance: 6n }, 'Mono holds 6, the ledger says 5'],
    ['no replay', { ...good, replayedAnswers: 0 }, 'no HTTP retry'],
    ['no repeated webhook', { ...good, repeatedWebhooks: 0 }, 'no webhook was repeated'],
    [
      'money left in clearing',
      {
        ...good,
        trialBalance: {
          ...good.trialBalance,
          lines: good.trialBalance.lines.map((line) => ({ ...line, balance: '5' })),
        },
      },
      'clearing:ach:acc_a holds 5',
    ],
    [
      'a trial balance that does not balance',
      {
        ...good,
        trialBalance: {
          ...good.trialBalance,
          totals: [{ currency: 'COP', debits: '12', credits: '11' }],
        },
      },
      'debits 12 are not credits 11',
    ],
  ])('names %s', (_name, observation, failure) => {
    expect(judge(observation).failures.join('\n')).toContain(failure);
  });
});
