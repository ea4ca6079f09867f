import { describe, it } from 'vitest';
import {
  accepted,
  changedToDeclined,
  matched,
  refused,
  requested,
  settled,
  TRANSFER,
} from '../testing/events.ts';
import { given, balancesAfter } from '../testing/ledger-book.ts';

describe('facts are missing', () => {
  it('settled without accepted', () => {
    given([requested()])
      .when(settled({ rail: 'turbo' }))
      .expect({ state: 'settled', marks: [] });
  });

  it('settled after refused: reopened, then settled, with an alarm', () => {
    given([requested(), refused()])
      .when(settled({ rail: 'turbo' }))
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
        marks: ['settled-after-refusal'],
      });
  });

  it('refused told after the settlement: nothing moves', () => {
    given([requested(), settled({ rail: 'turbo' })])
      .when(refused())
      .expect({ books: '', state: 'settled', marks: ['settled-after-refusal'] });
  });

  it('settled without requested: stands in suspense, marked', () => {
    given([])
      .when(settled({ rail: 'ach' }))
      .expect({
        books: `
          2026-10-05 settled
            Dr suspense:unmatched 1000000.00
            Cr assets:mono:acc_1 1000000.00
          2026-10-05 fee
            Dr expenses:fees:ach 950.00
            Dr taxes:iva:ach 180.50
            Dr taxes:gmf 4004.52
            Cr assets:mono:acc_1 5135.02`,
        marks: ['unmatched'],
      });
  });

  it('the request comes after the settlement: suspense is cleared through clearing', () => {
    given([settled({ rail: 'ach' })])
      .when(requested())
      .expect({
        books: `
          2026-10-05 requested
            Dr liabilities:payouts 1000000.00
            Cr clearing:turbo:acc_1 1000000.00
          2026-10-05 rerouted
            Dr clearing:turbo:acc_1 1000000.00
            Cr clearing:ach:acc_1 1000000.00
          2026-10-05 settled
            Dr clearing:ach:acc_1 1000000.00
            Cr suspense:unmatched 1000000.00`,
        marks: [],
      });
  });

  it('a Mono transfer that is not ours is zero for good once it is matched', () => {
    const foreign = settled({ transferId: null, rail: 'ach' });
    const match = matched({ transferId: 'ours' });
    given([foreign])
      .when(match)
      .expect({
        books: `
          2026-10-05 matched
            Dr assets:mono:acc_1 1005135.02
            Cr suspense:unmatched 1000000.00
            Cr expenses:fees:ach 950.00
            Cr taxes:iva:ach 180.50
            Cr taxes:gmf 4004.52`,
        balances: {},
        marks: [],
        state: 'matched',
      });
    given([foreign, match])
      .when(changedToDeclined({ transferId: null, rail: 'ach' }))
      .expect({ books: '', balances: {}, marks: [] });
    given([match]).when(foreign).expect({ books: '', balances: {}, marks: [] });
  });

  it('its facts, told again under our transfer, end where they would have ended', () => {
    const ours = [requested(), accepted(), settled({ rail: 'ach' })];
    const found = [
      settled({ transferId: null, rail: 'ach' }),
      requested(),
      matched({ transferId: TRANSFER }),
      settled({ rail: 'ach' }),
      accepted(),
    ];
    given(found.slice(0, -1))
      .when(accepted())
      .expect({ balances: balancesAfter(ours), marks: [] });
  });

  it('a match under the key of the transfer itself is ignored', () => {
    given([requested()])
      .when(matched({ monoTransferId: TRANSFER, transferId: TRANSFER }))
      .expect({ books: '', kind: 'known' });
  });
});
