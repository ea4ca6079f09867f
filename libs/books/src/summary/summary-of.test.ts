import { describe, expect, it } from 'vitest';
import {
  accepted,
  collectionCredited,
  declined,
  minute,
  requested,
  rerouted,
  settled,
} from '../testing/events.ts';
import { lastSubject, read } from '../testing/ledger-book.ts';
import { summaryOf } from './summary-of.ts';

describe('the summary of a transfer', () => {
  it('in flight tells where its money stands', () => {
    const summary = summaryOf(
      lastSubject(read([requested(), accepted(), rerouted({ rail: 'ach' })])),
    );
    expect(summary).toMatchObject({
      state: 'in-flight',
      final: false,
      requestedRail: 'turbo',
      actualRail: null,
      caller: 'payroll',
      monoTransferIds: ['trn_1'],
      clearing: [{ account: 'clearing:ach:acc_1', amount: -100_000_000n, currency: 'COP' }],
      fees: [],
      requestedAt: minute(0),
      acceptedAt: minute(1),
      settledAt: null,
      finalAt: null,
    });
  });

  it('settled tells the actual rail, its evidence, fees and times', () => {
    const summary = summaryOf(lastSubject(read([requested(), settled({ rail: 'ach' })])));
    expect(summary).toMatchObject({
      state: 'settled',
      final: true,
      actualRail: 'ach',
      railEvidence: 'rail',
      amount: 100_000_000n,
      settledAmount: 100_000_000n,
      clearing: [],
      settledAt: minute(10),
      finalAt: minute(10),
    });
    expect(summary.fees.map(({ account }) => account)).toEqual([
      'expenses:fees:ach',
      'taxes:gmf',
      'taxes:iva:ach',
    ]);
    expect(summary.facts.map(({ kind }) => kind)).toEqual(['requested', 'settled']);
  });

  it('declined tells when, and the reason in its timeline', () => {
    const summary = summaryOf(lastSubject(read([requested(), declined({ rail: 'turbo' })])));
    expect(summary).toMatchObject({ state: 'declined', settledAt: null, finalAt: minute(10) });
    expect(summary.facts[1]?.declinationReason).toBe('declined_by_destination_bank');
  });

  it('of a PSE payment names the rail pse', () => {
    const summary = summaryOf(lastSubject(read([collectionCredited()])));
    expect(summary).toMatchObject({ state: 'collected', actualRail: 'pse', final: true });
  });
});
