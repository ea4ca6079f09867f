import { describe, expect, it } from 'vitest';
import {
  accepted,
  changedToApproved,
  changedToDeclined,
  declined,
  requested,
} from '../testing/events.ts';
import { given, read, balancesOf, balancesAfter, standingMarks } from '../testing/ledger-book.ts';
import { tablesWith } from '../testing/tables.ts';

describe('a declined transfer comes back as a credit', () => {
  const tables = tablesWith({
    returnOfDeclined: { origin: 'never-debited', destination: 'account-credited' },
  });

  it('leaves a receivable against cash, which only the credit clears', () => {
    given([requested(), accepted()], { tables })
      .when(declined({ rail: 'turbo' }))
      .expect({
        books: `
          2026-10-05 declined
            Dr clearing:turbo:acc_1 1000000.00
            Cr liabilities:payouts 1000000.00
          2026-10-05 return
            Dr receivable:returns 1000000.00
            Cr assets:mono:acc_1 1000000.00
          2026-10-05 fee
            Dr expenses:fees:turbo 1900.00
            Dr taxes:iva:turbo 361.00
            Dr taxes:gmf 9.04
            Cr assets:mono:acc_1 2270.04`,
        marks: [],
      });
  });

  it('a decline at origin was never debited and leaves none', () => {
    given([requested(), accepted()], { tables })
      .when(declined({ declinationReason: 'insufficient_funds' }))
      .expect({ balances: {} });
  });

  it('each decline leaves one, also when the state changes twice', () => {
    const twice = [
      requested(),
      declined({ rail: 'turbo' }),
      changedToApproved({ rail: 'turbo' }),
      changedToDeclined({ rail: 'turbo', at: 40 }),
    ];
    given(twice.slice(0, 3), { tables })
      .when(...twice.slice(3))
      .expect({ state: 'declined', marks: [] });
    const book = read(twice, { tables });
    expect(balancesOf(book.entries)['receivable:returns']).toBe('2000000.00');
    expect(balancesOf(read(twice.toReversed(), { tables }).entries)).toEqual(
      balancesOf(book.entries),
    );
  });

  it('a decline that nobody saw leaves one too', () => {
    const unseen = [requested(), changedToApproved({ rail: 'turbo' })];
    const seen = [requested(), declined({ rail: 'turbo' }), changedToApproved({ rail: 'turbo' })];
    expect(balancesAfter(unseen, { tables })).toEqual(balancesAfter(seen, { tables }));
    expect(standingMarks(read(unseen, { tables }))).toEqual(['unmapped-reason']);
    expect(standingMarks(read([...unseen, ...seen], { tables }))).toEqual([]);
  });
});
