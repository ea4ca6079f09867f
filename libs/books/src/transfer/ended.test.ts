import { describe, it } from 'vitest';
import {
  accepted,
  cancellationRequested,
  cancelled,
  cancelledByCaller,
  declined,
  duplicated,
  refused,
  requested,
  rerouted,
  settled,
} from '../testing/events.ts';
import { given } from '../testing/ledger-book.ts';

describe('a transfer ends without settling', () => {
  const closed = (kind: string): string => `
    2026-10-05 ${kind}
      Dr clearing:turbo:acc_1 1000000.00
      Cr liabilities:payouts 1000000.00`;

  it('refused', () => {
    given([requested()])
      .when(refused())
      .expect({ books: closed('refused'), state: 'refused' });
  });

  it('cancelled by its caller', () => {
    given([requested(), cancellationRequested()])
      .when(cancelledByCaller())
      .expect({ books: closed('cancelled-by-caller'), state: 'cancelled-by-caller' });
  });

  it('cancelled at Mono', () => {
    given([requested(), accepted()])
      .when(cancelled())
      .expect({ books: closed('cancelled'), state: 'cancelled', marks: [] });
  });

  it('declined by the origin bank, which costs nothing', () => {
    given([requested(), accepted()])
      .when(declined({ declinationReason: 'insufficient_funds' }))
      .expect({ books: closed('declined'), state: 'declined', marks: [] });
  });

  it('declined by the destination bank, which keeps fee, IVA and their GMF', () => {
    given([requested(), accepted()])
      .when(declined({ rail: 'turbo' }))
      .expect({
        books: `${closed('declined')}
    2026-10-05 fee
      Dr expenses:fees:turbo 1900.00
      Dr taxes:iva:turbo 361.00
      Dr taxes:gmf 9.04
      Cr assets:mono:acc_1 2270.04`,
        marks: [],
      });
  });

  it('declined on a rail to which it fell back: that rail is cleared and charged', () => {
    given([requested(), accepted(), rerouted({ rail: 'ach' })])
      .when(declined({ rail: 'ach' }))
      .expect({
        books: `
          2026-10-05 declined
            Dr clearing:ach:acc_1 1000000.00
            Cr liabilities:payouts 1000000.00
          2026-10-05 fee
            Dr expenses:fees:ach 950.00
            Dr taxes:iva:ach 180.50
            Dr taxes:gmf 4.52
            Cr assets:mono:acc_1 1135.02`,
      });
  });

  it('declined for a reason that no rule knows: as at destination, marked', () => {
    given([requested(), accepted()])
      .when(declined({ rail: 'turbo', declinationReason: 'other' }))
      .expect({ marks: ['unmapped-reason'] });
  });

  it('a later record brings the reason that the first one lacked: the fee goes back', () => {
    given([requested(), accepted(), declined({ rail: 'turbo', declinationReason: null })])
      .when(declined({ rail: 'turbo', declinationReason: 'insufficient_funds' }))
      .expect({ balances: {}, marks: [] });
  });

  it('duplicated, with no other Mono transfer', () => {
    given([requested(), accepted()])
      .when(duplicated())
      .expect({ books: closed('duplicated'), state: 'duplicated' });
  });

  it('duplicated while the first Mono transfer is in flight: stays in flight', () => {
    given([requested(), accepted()])
      .when(duplicated({ monoTransferId: 'trn_2', otherMonoTransferId: 'trn_1' }))
      .expect({ books: '', state: 'accepted' });
  });

  it('duplicated, naming a Mono transfer that nobody has seen yet: that one is under way', () => {
    given([requested(), accepted({ monoTransferId: 'trn_2' })])
      .when(duplicated({ monoTransferId: 'trn_2', otherMonoTransferId: 'trn_1' }))
      .expect({ books: '', state: 'accepted' });
    given([requested(), duplicated({ monoTransferId: 'trn_2', otherMonoTransferId: 'trn_1' })])
      .when(settled({ rail: 'turbo' }))
      .expect({ state: 'settled', marks: [] });
  });
});
