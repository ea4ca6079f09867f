import { describe, it } from 'vitest';
import { adjustmentRequested, pesos } from '../testing/events.ts';
import { given } from '../testing/ledger-book.ts';

function postings(...lines: readonly (readonly [string, number])[]): object[] {
  return lines.map(([account, amount]) => ({ account, amount: pesos(amount), currency: 'COP' }));
}

describe('an adjustment', () => {
  const clears = adjustmentRequested({
    postings: postings(['suspense:credits', 250], ['receivable:returns', -250]),
  });

  it('books what it names', () => {
    given([])
      .when(clears)
      .expect({
        books: `
          2026-10-05 adjusted
            Dr suspense:credits 250.00
            Cr receivable:returns 250.00`,
        state: 'adjusted',
        marks: [],
      });
  });

  it('is booked once, and another one of the same id only raises an alarm', () => {
    given([clears]).when(clears).expect({ kind: 'known' });
    given([clears])
      .when(adjustmentRequested({ postings: [] }))
      .expect({ books: '', kind: 'enriched', marks: ['adjustment-conflict'] });
  });

  it('may open the balance of a Mono account', () => {
    const lines = postings(['assets:mono:acc_1', 100], ['equity:opening-balances', -100]);
    given([])
      .when(adjustmentRequested({ openingBalance: true, postings: lines }))
      .expect({
        balances: { 'assets:mono:acc_1': '100.00', 'equity:opening-balances': '-100.00' },
        marks: [],
      });
  });

  it('touches cash only for a drift, and clearing never: suspense stands in, marked', () => {
    const cash = postings(['assets:mono:acc_1', 100], ['suspense:credits', -100]);
    given([])
      .when(adjustmentRequested({ postings: cash }))
      .expect({
        balances: { 'suspense:unmatched': '100.00', 'suspense:credits': '-100.00' },
        marks: ['unknown-account'],
      });
    given([])
      .when(adjustmentRequested({ driftId: 'drift-1', postings: cash }))
      .expect({ marks: [] });
    const clearing = postings(['clearing:ach:acc_1', 100], ['suspense:credits', -100]);
    given([])
      .when(adjustmentRequested({ driftId: 'drift-1', openingBalance: true, postings: clearing }))
      .expect({ marks: ['unknown-account'] });
  });

  it('that does not balance is completed from suspense, marked', () => {
    given([])
      .when(adjustmentRequested({ postings: postings(['suspense:credits', 100]) }))
      .expect({
        books: `
          2026-10-05 adjusted
            Dr suspense:credits 100.00
            Cr suspense:unmatched 100.00`,
        marks: ['unbalanced'],
      });
  });
});
