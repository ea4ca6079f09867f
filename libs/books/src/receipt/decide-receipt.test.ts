import { describe, expect, it } from 'vitest';
import {
  accountCredited,
  collectionCredited,
  collectionFailed,
  linkRequested,
} from '../testing/events.ts';
import { summaryOf } from '../summary/summary-of.ts';
import { balancesAfter, given, lastSubject } from '../testing/ledger-book.ts';
import { tablesWith } from '../testing/tables.ts';

describe('a Mono account is credited', () => {
  it('stands in suspense until a person says what it was', () => {
    given([])
      .when(accountCredited())
      .expect({
        books: `
          2026-10-05 credited
            Dr assets:mono:acc_1 1000000.00
            Cr suspense:credits 1000000.00`,
        state: 'credited',
        marks: [],
      });
  });

  it('goes to the account of the first rule that fits', () => {
    const credits = [
      { creditType: 'bank_transfer_mono', thirdPartyId: null, account: 'liabilities:collections' },
      { creditType: 'incoming_wire', thirdPartyId: 'bank', account: 'receivable:returns' },
    ];
    const tables = tablesWith({ credits });
    given([], { tables })
      .when(accountCredited({ thirdPartyId: 'bank' }))
      .expect({
        balances: { 'assets:mono:acc_1': '1000000.00', 'receivable:returns': '-1000000.00' },
      });
    given([], { tables })
      .when(accountCredited())
      .expect({
        balances: { 'assets:mono:acc_1': '1000000.00', 'suspense:credits': '-1000000.00' },
      });
  });

  it('is booked once', () => {
    given([accountCredited()])
      .when(accountCredited({ source: 'report' }))
      .expect({ books: '', kind: 'known' });
  });

  it('with another amount: the earlier by Mono stands in both orders, marked', () => {
    const [one, other] = [accountCredited(), accountCredited({ at: 1, pesos: 7 })];
    given([one])
      .when(other)
      .expect({ books: '', marks: ['amount'] });
    given([other])
      .when(one)
      .expect({ balances: balancesAfter([one]), marks: ['amount'] });
  });

  it('under a stale signature it is booked and marked', () => {
    given([])
      .when(accountCredited({ staleSignature: true }))
      .expect({ kind: 'booked', marks: ['stale-signature'] });
  });
});

describe('a PSE payment', () => {
  const booked = `
    2026-10-05 collected
      Dr assets:mono:acc_1 1000000.00
      Cr liabilities:collections 1000000.00
    2026-10-05 fee
      Dr expenses:fees:pse 1200.00
      Dr taxes:iva:pse 228.00
      Dr taxes:gmf 5.71
      Cr assets:mono:acc_1 1433.71`;

  it('is booked with the amount of the intent and the tariff of pse', () => {
    given([]).when(collectionCredited()).expect({ books: booked, state: 'collected', marks: [] });
  });

  it('is booked once per intent', () => {
    given([collectionCredited()])
      .when(collectionCredited({ source: 'look-up', at: 5 }))
      .expect({ books: '', kind: 'enriched', marks: [] });
  });

  it('that is approved at the provider is not paid', () => {
    given([])
      .when(collectionCredited({ monoState: 'approved_in_provider' }))
      .expect({ books: '', kind: 'enriched', marks: ['unknown-state'] });
  });

  it('that failed books nothing, also after or before it was credited', () => {
    given([]).when(collectionFailed()).expect({ books: '', state: 'failed', marks: [] });
    given([collectionFailed()])
      .when(collectionCredited({ at: 1 }))
      .expect({ books: booked });
    given([collectionCredited()])
      .when(collectionFailed({ at: 1 }))
      .expect({ books: '' });
  });

  it('learns its link from a later record, which books nothing', () => {
    const known = [collectionCredited(), collectionCredited({ collectionLinkId: 'link-1' })];
    const book = given([known[0]!])
      .when(known[1]!)
      .expect({ books: '', kind: 'enriched', marks: [] });
    expect(summaryOf(lastSubject(book)).collectionLinkId).toBe('link-1');
    given(known).when(collectionCredited()).expect({ books: '', kind: 'known' });
  });

  it('a link is not a payment', () => {
    given([])
      .when(linkRequested())
      .expect({ books: '', state: 'link-requested', kind: 'enriched' });
    given([linkRequested()]).when(linkRequested()).expect({ kind: 'known' });
  });

  it('on rails without a tariff is marked', () => {
    const tables = tablesWith({ monoAccount: 'acc_known' });
    const book = given([], { tables })
      .when(collectionCredited())
      .expect({ marks: ['unknown-mono-account'] });
    expect(book.entries).toHaveLength(1);
  });
});
