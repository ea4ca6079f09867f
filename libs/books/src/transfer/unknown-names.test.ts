import { describe, expect, it } from 'vitest';
import { exampleTables } from '../tables/example-tables.ts';
import type { Tables } from '../tables/tables.ts';
import { accepted, requested, settled } from '../testing/events.ts';
import { balancesOf, given, readInto, standingMarks } from '../testing/ledger-book.ts';
import { tablesWith } from '../testing/tables.ts';

describe('something is unknown', () => {
  it('a rail: booked under its name, marked, without a tariff', () => {
    given([requested(), accepted()])
      .when(settled({ rail: 'pigeon' }))
      .expect({
        books: `
          2026-10-05 rerouted
            Dr clearing:turbo:acc_1 1000000.00
            Cr clearing:pigeon:acc_1 1000000.00
          2026-10-05 settled
            Dr clearing:pigeon:acc_1 1000000.00
            Cr assets:mono:acc_1 1000000.00`,
        marks: ['unknown-rail'],
      });
  });

  it('a rail that can be no account code: as unrouted, marked', () => {
    given([requested({ requestedRail: null })])
      .when(settled({ rail: 'the fast: one' }))
      .expect({
        books: `
          2026-10-05 settled
            Dr clearing:unrouted:acc_1 1000000.00
            Cr assets:mono:acc_1 1000000.00`,
        marks: ['unknown-rail'],
      });
  });

  it('a Mono account: its cash is booked under its name, the rest in suspense, marked', () => {
    const tables = tablesWith({ monoAccount: 'acc_known' });
    given([], { tables })
      .when(settled({ rail: 'turbo' }))
      .expect({
        books: `
          2026-10-05 settled
            Dr suspense:unmatched 1000000.00
            Cr assets:mono:acc_1 1000000.00`,
        marks: ['unmatched', 'unknown-mono-account'],
      });
  });

  it('a tariff: marked, and stays marked when later tables have one', () => {
    const tables: Tables = { ...exampleTables, tariffs: [] };
    const book = given([requested()], { tables })
      .when(settled({ rail: 'turbo' }))
      .expect({ marks: ['unknown-tariff'] });
    expect(balancesOf(book.entries)['assets:mono:acc_1']).toBe('-1000000.00');
    const later = readInto(book.subjects, [settled({ rail: 'turbo', at: 15 })]);
    expect(later.entries).toEqual([]);
    expect(standingMarks(later)).toEqual(['unknown-tariff']);
  });

  it('the counter account of unrequested payments, if a rule names it, needs no suspense', () => {
    const tables = tablesWith({ dashboardCounterAccount: 'equity:opening-balances' });
    const book = given([], { tables })
      .when(settled({ rail: 'turbo' }))
      .expect({ marks: [] });
    expect(balancesOf(book.entries)['equity:opening-balances']).toBe('1000000.00');
  });
});
