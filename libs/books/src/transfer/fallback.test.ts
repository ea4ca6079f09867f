import { describe, it } from 'vitest';
import { accepted, requested, rerouted, settled } from '../testing/events.ts';
import { given } from '../testing/ledger-book.ts';

describe('a transfer falls back to another rail', () => {
  const achSettlement = `
    2026-10-05 settled
      Dr clearing:ach:acc_1 1000000.00
      Cr assets:mono:acc_1 1000000.00
    2026-10-05 fee
      Dr expenses:fees:ach 950.00
      Dr taxes:iva:ach 180.50
      Dr taxes:gmf 4004.52
      Cr assets:mono:acc_1 5135.02`;

  it('before acceptance is known: the money moves to the new rail at once', () => {
    given([requested()])
      .when(rerouted({ rail: 'ach' }))
      .expect({
        books: `
          2026-10-05 rerouted
            Dr clearing:turbo:acc_1 1000000.00
            Cr clearing:ach:acc_1 1000000.00`,
        state: 'in-flight',
      });
  });

  it('after acceptance, then settles there', () => {
    given([requested(), accepted(), rerouted({ rail: 'ach' })])
      .when(settled({ rail: 'ach' }))
      .expect({ books: achSettlement, marks: [] });
  });

  it('without anyone having seen the fallback: the settlement books the reroute first', () => {
    given([requested(), accepted()])
      .when(settled({ rail: 'ach' }))
      .expect({
        books: `
    2026-10-05 rerouted
      Dr clearing:turbo:acc_1 1000000.00
      Cr clearing:ach:acc_1 1000000.00${achSettlement}`,
        marks: [],
      });
  });

  it('told after the settlement: nothing moves if the settlement named its rail', () => {
    given([requested(), accepted(), settled({ rail: 'ach' })])
      .when(rerouted({ rail: 'ach' }))
      .expect({ books: '', marks: [] });
  });

  it('told after a settlement that knew its rail from routing alone: fee and tax move, marked', () => {
    given([requested(), accepted(), settled({ rail: 'turbo', railEvidence: 'routing' })])
      .when(rerouted({ rail: 'ach' }))
      .expect({
        books: `
          2026-10-05 rail-corrected
            Dr expenses:fees:ach 950.00
            Dr taxes:iva:ach 180.50
            Dr assets:mono:acc_1 1135.02
            Cr taxes:gmf 4.52
            Cr expenses:fees:turbo 1900.00
            Cr taxes:iva:turbo 361.00`,
        marks: ['rail-evidence'],
      });
  });

  it('a fallback that names no other rail is evidence only', () => {
    given([requested(), accepted()])
      .when(rerouted({ rail: 'turbo' }))
      .expect({ books: '', kind: 'enriched', state: 'in-flight' });
  });

  it('twice: each named rail in its turn, and the last one settles', () => {
    const second = rerouted({ rail: 'transfiya', at: 3 });
    given([requested(), accepted(), rerouted({ rail: 'ach' })])
      .when(second)
      .expect({
        books: `
          2026-10-05 rerouted
            Dr clearing:ach:acc_1 1000000.00
            Cr clearing:transfiya:acc_1 1000000.00`,
      });
    given([requested(), accepted(), rerouted({ rail: 'ach' }), second])
      .when(settled({ rail: 'transfiya' }))
      .expect({ balances: transfiyaBalances, marks: [] });
  });

  it('twice, told in the wrong order: the same balances', () => {
    const second = rerouted({ rail: 'transfiya', at: 3 });
    given([requested(), settled({ rail: 'transfiya', railEvidence: 'routing' }), second])
      .when(rerouted({ rail: 'ach' }), accepted())
      .expect({ balances: transfiyaBalances, marks: ['rail-evidence'] });
  });

  const transfiyaBalances = {
    'liabilities:payouts': '1000000.00',
    'assets:mono:acc_1': '-1005792.14',
    'expenses:fees:transfiya': '1500.00',
    'taxes:iva:transfiya': '285.00',
    'taxes:gmf': '4007.14',
  };
});
