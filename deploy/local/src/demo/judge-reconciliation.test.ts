import { describe, expect, it } from 'vitest';
import { judgeReconciliation, type ReconciliationObservation } from './judge-reconciliation.ts';
import type { DriftAnswer, RunAnswer } from './reconciliation-side.ts';

const drift = (kind: string, subject: string): DriftAnswer => ({
  kind,
  subject,
  amount: '100',
  healing: 'published',
  explanation: 'Something differs.',
});
const run: RunAnswer = {
  monoAccountId: 'acc_a',
  transfersCompared: 10,
  factsPublished: 3,
  factsBooked: 3,
  unexplained: '0',
  drift: [drift('state', 'one'), drift('state', 'two'), drift('final-state-changed', 'three')],
};
const good: ReconciliationObservation = {
  lost: ['one', 'two'],
  changed: ['three'],
  first: [run],
  openAfterHealing: 0,
  second: [{ ...run, drift: [], factsPublished: 0, factsBooked: 0 }],
  monoBalance: 5n,
  ledgerBalance: 5n,
};

describe('the judge of reconciliation', () => {
  it('is content when what was planted is found, healed and gone', () => {
    const { failures, report } = judgeReconciliation(good);
    expect(failures).toEqual([]);
    expect(report).toEqual({
      webhooksLost: 2,
      finalStatesChanged: 1,
      driftFound: { state: 2, 'final-state-changed': 1 },
      factsHealed: 3,
      driftAfterHealing: 0,
      unexplainedAfterHealing: '0',
    });
  });

  const cases: readonly (readonly [string, Partial<ReconciliationObservation>, string])[] = [
    [
      'a planted drift that was not found',
      { first: [{ ...run, drift: run.drift.slice(1) }] },
      'state one was not found',
    ],
    ['a drift that nobody planted', { lost: ['one'] }, 'state two was not planted'],
    [
      'a drift under another name',
      { changed: [], lost: ['one', 'two', 'three'] },
      'state three was not found',
    ],
    ['a fact that was not healed', { first: [{ ...run, factsBooked: 2 }] }, '2 of 3 facts'],
    ['a drift that stayed open', { openAfterHealing: 1 }, '1 differences stayed open'],
    ['a drift after healing', { second: [run] }, 'was found after healing'],
    [
      'an unexplained balance before',
      { first: [{ ...run, unexplained: '7' }] },
      '7 is not explained',
    ],
    [
      'an unexplained balance after',
      { second: [{ ...run, drift: [], unexplained: '-7' }] },
      '-7 is not explained',
    ],
    ['books that differ from Mono', { ledgerBalance: 4n }, 'Mono holds 5 after healing'],
  ];

  it.each(cases)('names %s', (_name, change, failure) => {
    expect(judgeReconciliation({ ...good, ...change }).failures.join('\n')).toContain(failure);
  });
});
