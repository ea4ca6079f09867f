import { describe, expect, it } from 'vitest';
import { accepted, changedToDeclined, declined, requested, settled } from '../testing/events.ts';
import { given, page, balancesOf, balancesAfter } from '../testing/ledger-book.ts';

describe('several Mono transfers of one transfer', () => {
  const first = settled({ rail: 'turbo' });
  const second = settled({ rail: 'ach', monoTransferId: 'trn_2', at: 12 });

  it('a second approved one stands in suspense with its own tariff, and an alarm', () => {
    given([requested(), first])
      .when(second)
      .expect({
        books: `
          2026-10-05 double-payment
            Dr suspense:double-payments 1000000.00
            Cr assets:mono:acc_1 1000000.00
          2026-10-05 fee
            Dr taxes:gmf 4004.52
            Dr expenses:fees:ach 950.00
            Dr taxes:iva:ach 180.50
            Cr assets:mono:acc_1 5135.02`,
        marks: ['double-payment'],
        state: 'settled',
      });
  });

  it('the earliest by the time of Mono settles, also when it is told last', () => {
    given([requested(), second])
      .when(first)
      .expect({ balances: balancesAfter([requested(), first, second]), marks: ['double-payment'] });
  });

  it('when the first is declined later, the second settles and suspense is closed', () => {
    const change = changedToDeclined({ rail: 'turbo' });
    const book = given([requested(), first, second]).when(change).expect({ marks: [] });
    expect(page(book.lastEntries)).toContain(
      'double-payment-closed reverses TransferSettled\n  Dr assets:mono:acc_1 1000000.00',
    );
    expect(balancesOf(book.entries)).not.toHaveProperty('suspense:double-payments');
  });

  it('one declined, another in flight: stays in flight on the rail of the open one', () => {
    given([requested(), accepted(), accepted({ monoTransferId: 'trn_2' })])
      .when(declined({ rail: 'turbo', declinationReason: 'insufficient_funds' }))
      .expect({ books: '', state: 'accepted' });
  });

  it('on two Mono accounts: each leaves its own cash', () => {
    given([requested(), first])
      .when(settled({ rail: 'ach', monoTransferId: 'trn_2', at: 12, monoAccountId: 'acc_2' }))
      .expect({
        books: `
          2026-10-05 double-payment
            Dr suspense:double-payments 1000000.00
            Cr assets:mono:acc_2 1000000.00
          2026-10-05 fee
            Dr taxes:gmf 4004.52
            Dr expenses:fees:ach 950.00
            Dr taxes:iva:ach 180.50
            Cr assets:mono:acc_2 5135.02`,
      });
  });

  it('settled from another Mono account than the requested one: its cash, marked', () => {
    const book = given([requested()])
      .when(settled({ rail: 'turbo', monoAccountId: 'acc_2' }))
      .expect({ marks: ['mono-account'] });
    expect(balancesOf(book.entries)['assets:mono:acc_2']).toBe('-1006270.04');
  });
});
