import { describe, expect, it } from 'vitest';
import { accepted, requested, settled } from '../testing/events.ts';
import { given, read } from '../testing/ledger-book.ts';

describe('a transfer is requested', () => {
  it('stands in the clearing account of the requested rail', () => {
    given([])
      .when(requested())
      .expect({
        books: `
          2026-10-05 requested
            Dr liabilities:payouts 1000000.00
            Cr clearing:turbo:acc_1 1000000.00`,
        state: 'requested',
        marks: [],
      });
  });

  it('stands in clearing:unrouted if no rail was asked', () => {
    given([])
      .when(requested({ requestedRail: null }))
      .expect({
        books: `
          2026-10-05 requested
            Dr liabilities:payouts 1000000.00
            Cr clearing:unrouted:acc_1 1000000.00`,
      });
  });

  it('debits the counter account that the command named', () => {
    given([])
      .when(requested({ counterAccount: 'equity:opening-balances' }))
      .expect({
        books: `
          2026-10-05 requested
            Dr equity:opening-balances 1000000.00
            Cr clearing:turbo:acc_1 1000000.00`,
        marks: [],
      });
  });

  it.each(['expenses:lunch', 'clearing:turbo:acc_1', 'assets:mono:acc_1', 'no account'])(
    'books against suspense, marked, when the counter account is %s',
    (counterAccount) => {
      given([])
        .when(requested({ counterAccount }))
        .expect({
          books: `
            2026-10-05 requested
              Dr suspense:unmatched 1000000.00
              Cr clearing:turbo:acc_1 1000000.00`,
          marks: ['unknown-account'],
        });
    },
  );

  it('is booked on the date in Bogota, five hours behind UTC', () => {
    const lastMinute = read([requested({ at: 14 * 60 - 1 })]);
    const nextDay = read([requested({ at: 14 * 60 })]);
    expect(lastMinute.entries[0]?.bookingDate).toBe('2026-10-05');
    expect(nextDay.entries[0]?.bookingDate).toBe('2026-10-06');
  });

  it('is booked on the first open day if its month is closed, and keeps its true date', () => {
    const book = read([requested()], { closedThrough: '2026-10' });
    expect(book.entries[0]).toMatchObject({ bookingDate: '2026-11-01', factDate: '2026-10-05' });
  });

  it('books nothing for a second, different request of the same id, and raises an alarm', () => {
    given([requested()])
      .when(requested({ eventId: 'forged', pesos: 9_000_000 }))
      .expect({ books: '', kind: 'enriched', marks: ['request-conflict'] });
  });

  it('books nothing for a repetition, whatever its event id', () => {
    given([requested()])
      .when(requested({ eventId: 'again' }))
      .expect({ books: '', kind: 'known' });
  });
});

describe('a transfer is accepted', () => {
  it('books nothing: accepted is not settled', () => {
    given([requested()])
      .when(accepted())
      .expect({ books: '', kind: 'enriched', state: 'accepted' });
  });
});

describe('a transfer settles on the requested rail', () => {
  it('leaves clearing and cash, with the tariff of the rail', () => {
    given([requested(), accepted()])
      .when(settled({ rail: 'turbo' }))
      .expect({
        books: `
          2026-10-05 settled
            Dr clearing:turbo:acc_1 1000000.00
            Cr assets:mono:acc_1 1000000.00
          2026-10-05 fee
            Dr expenses:fees:turbo 1900.00
            Dr taxes:iva:turbo 361.00
            Dr taxes:gmf 4009.04
            Cr assets:mono:acc_1 6270.04`,
        state: 'settled',
        marks: [],
      });
  });

  it('books once, however often the fact is told', () => {
    given([requested(), accepted(), settled({ rail: 'turbo' })])
      .when(settled({ rail: 'turbo', source: 'look-up' }))
      .expect({ books: '', kind: 'known' });
  });

  it('books nothing more for the same state at a later time of Mono', () => {
    given([requested(), accepted(), settled({ rail: 'turbo' })])
      .when(settled({ rail: 'turbo', at: 15 }))
      .expect({ books: '', kind: 'enriched', marks: [] });
  });
});
