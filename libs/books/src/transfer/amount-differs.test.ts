import { describe, it } from 'vitest';
import { accepted, requested, settled } from '../testing/events.ts';
import { given, balancesAfter } from '../testing/ledger-book.ts';

describe('an amount differs', () => {
  it('the requested amount leaves clearing, the paid one leaves cash, the rest is in suspense', () => {
    given([requested(), accepted()])
      .when(settled({ rail: 'turbo', pesos: 1_000_100 }))
      .expect({
        books: `
          2026-10-05 settled
            Dr suspense:amount 100.00
            Dr clearing:turbo:acc_1 1000000.00
            Cr assets:mono:acc_1 1000100.00
          2026-10-05 fee
            Dr expenses:fees:turbo 1900.00
            Dr taxes:iva:turbo 361.00
            Dr taxes:gmf 4009.44
            Cr assets:mono:acc_1 6270.44`,
        marks: ['amount'],
      });
  });

  it('between two records of one fact: the earlier by Mono stands, marked', () => {
    const right = settled({ rail: 'turbo' });
    const wrong = settled({ rail: 'turbo', at: 11, pesos: 5 });
    const marks = ['amount'];
    given([requested(), right]).when(wrong).expect({ books: '', marks });
    given([requested(), wrong])
      .when(right)
      .expect({ balances: balancesAfter([requested(), right]), marks });
  });

  it('with the same event id: still seen, and the same in both orders', () => {
    const one = settled({ rail: 'turbo', eventId: 'same' });
    const other = settled({ rail: 'turbo', eventId: 'same', pesos: 5 });
    given([requested(), one])
      .when(other)
      .expect({ balances: balancesAfter([requested(), other, one]), marks: ['amount', 'amount'] });
  });

  it('in another currency: both currencies balance on their own', () => {
    given([requested(), accepted()])
      .when(settled({ rail: 'turbo', currency: 'USD' }))
      .expect({
        books: `
          2026-10-05 settled
            Dr suspense:amount 1000000.00 USD
            Dr clearing:turbo:acc_1 1000000.00
            Cr suspense:amount 1000000.00
            Cr assets:mono:acc_1 1000000.00 USD`,
        marks: ['amount', 'unknown-tariff'],
      });
  });
});
