import { describe, it } from 'vitest';
import {
  accepted,
  changedToApproved,
  changedToDeclined,
  declined,
  requested,
  settled,
} from '../testing/events.ts';
import { given, balancesAfter } from '../testing/ledger-book.ts';

describe('a final state changes', () => {
  const settledOnce = [requested(), accepted(), settled({ rail: 'turbo' })];

  it('approved to declined: a reversal that names the settlement, then as declined', () => {
    given(settledOnce)
      .when(changedToDeclined())
      .expect({
        books: `
          2026-10-05 reversed reverses TransferSettled
            Dr assets:mono:acc_1 1000000.00
            Cr clearing:turbo:acc_1 1000000.00
          2026-10-05 declined
            Dr clearing:turbo:acc_1 1000000.00
            Cr liabilities:payouts 1000000.00
          2026-10-05 fee-corrected
            Dr receivable:refunds 4000.00
            Cr taxes:gmf 4000.00`,
        state: 'declined',
        marks: [],
      });
  });

  it('and back to approved: reopened, then settled', () => {
    given([...settledOnce, changedToDeclined()])
      .when(changedToApproved())
      .expect({
        books: `
          2026-10-05 reopened
            Dr liabilities:payouts 1000000.00
            Cr clearing:turbo:acc_1 1000000.00
          2026-10-05 settled
            Dr clearing:turbo:acc_1 1000000.00
            Cr assets:mono:acc_1 1000000.00
          2026-10-05 fee-corrected
            Dr taxes:gmf 4000.00
            Cr receivable:refunds 4000.00`,
        state: 'settled',
        balances: balancesAfter(settledOnce),
        marks: [],
      });
  });

  it('declined to approved: reopened, then settled with the tariff', () => {
    const declinedAtOrigin = declined({ declinationReason: 'insufficient_funds' });
    given([requested(), accepted(), declinedAtOrigin])
      .when(changedToApproved({ rail: 'turbo' }))
      .expect({
        books: `
          2026-10-05 reopened
            Dr liabilities:payouts 1000000.00
            Cr clearing:turbo:acc_1 1000000.00
          2026-10-05 settled
            Dr clearing:turbo:acc_1 1000000.00
            Cr assets:mono:acc_1 1000000.00
          2026-10-05 fee
            Dr expenses:fees:turbo 1900.00
            Dr taxes:iva:turbo 361.00
            Dr taxes:gmf 4009.04
            Cr assets:mono:acc_1 6270.04`,
        marks: [],
      });
  });

  it('told before the settlement: the unseen approval is a fact, the fee on it is marked', () => {
    given([requested(), accepted()])
      .when(changedToDeclined({ rail: 'turbo' }))
      .expect({
        balances: {
          'assets:mono:acc_1': '-6270.04',
          'receivable:refunds': '4000.00',
          'expenses:fees:turbo': '1900.00',
          'taxes:iva:turbo': '361.00',
          'taxes:gmf': '9.04',
        },
        state: 'declined',
        marks: ['fee'],
      });
    given([requested(), accepted(), changedToDeclined({ rail: 'turbo' })])
      .when(settled({ rail: 'turbo' }))
      .expect({
        books: '',
        balances: balancesAfter([...settledOnce, changedToDeclined()]),
        marks: [],
      });
  });

  it('at one time with the state before: the previous state orders them', () => {
    const both = [settled({ rail: 'turbo', at: 20 }), changedToDeclined({ at: 20 })];
    const inOrder = balancesAfter([requested(), ...both]);
    given([requested()])
      .when(...both.toReversed())
      .expect({ state: 'declined', balances: inOrder });
  });

  it('there and back at one time: each follows the state that it names', () => {
    const change = changedToDeclined({ at: 20 });
    const back = changedToApproved({ at: 20 });
    given([requested(), settled({ rail: 'turbo', at: 20 })])
      .when(back, change)
      .expect({ state: 'settled', balances: balancesAfter(settledOnce) });
  });

  it('to a state that no rule knows: nothing moves, marked', () => {
    given(settledOnce)
      .when(changedToDeclined({ monoState: 'on_hold' }))
      .expect({ books: '', state: 'settled', marks: ['unknown-state'] });
  });

  it('of a payment that was never requested: cash and suspense alone', () => {
    given([settled({ rail: 'turbo' })])
      .when(changedToDeclined())
      .expect({
        books: `
          2026-10-05 reversed reverses TransferSettled
            Dr assets:mono:acc_1 1000000.00
            Cr suspense:unmatched 1000000.00
          2026-10-05 fee-corrected
            Dr receivable:refunds 4000.00
            Cr taxes:gmf 4000.00`,
        state: 'declined',
      });
  });
});
