import { expect, it } from 'vitest';
import { summaryOf } from '../summary/summary-of.ts';
import { linkCreated, linkRefused, linkRequested } from '../testing/events.ts';
import { given, lastSubject, read } from '../testing/ledger-book.ts';

it('is told by its facts and books nothing', () => {
  given([linkRequested()]).when(linkCreated()).expect({ books: '', state: 'link-created' });
  given([linkRequested()]).when(linkRefused()).expect({ books: '', state: 'link-refused' });
  given([linkRequested(), linkCreated()]).when(linkCreated()).expect({ books: '', kind: 'known' });
});

it('keeps what was asked and what Mono created, in whatever order it is told', () => {
  const asked = { expiresAt: 7, redirectUrl: 'https://shop.example', usageType: 'reusable' };
  const events = [linkRequested(asked), linkCreated({ at: 1 })];
  for (const told of [events, events.toReversed()]) {
    const subject = lastSubject(read(told));
    expect(subject).toMatchObject({
      type: 'link',
      request: { ...asked, amountValidation: 'free', caller: 'shop', currency: 'COP' },
      created: { monoCollectionLinkId: 'clink_1', link: 'https://links.example/clink_1' },
      refusalReason: null,
    });
    expect(summaryOf(subject)).toMatchObject({ state: 'link-created', caller: 'shop' });
  }
});

it('keeps the first of each kind', () => {
  const subject = lastSubject(
    read([linkRequested(), linkRequested({ caller: 'other' }), linkRefused(), linkRefused()]),
  );
  expect(subject).toMatchObject({ request: { caller: 'shop' }, refusalReason: 'validation' });
});
