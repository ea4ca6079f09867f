import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  intentCredited,
  intentFailed,
  linkCreated,
  linkOf,
  linkRefused,
  linkRequested,
} from '../testing/collection-events.ts';
import { at, collections } from '../testing/ledger-events.ts';
import { startQueryStack } from '../testing/query-stack.ts';
import type { QueryStack } from '../testing/query-stack.ts';

const happenedAt = at('2026-10-05T15:00:00Z');
const paid = { key: 'paid', happenedAt, expiresAt: at('2026-10-06T15:00:00Z') };
const refused = { key: 'refused', happenedAt, monoAccountId: 'acc_two' };
const open = { key: 'open', happenedAt, expiresAt: at('2199-01-01T00:00:00Z') };

let stack: QueryStack;
beforeAll(async () => {
  stack = await startQueryStack({
    caller: { caller: 'shop', scopes: ['transfers:read'], monoAccounts: ['acc_three'] },
    bound: { caller: 'other', scopes: ['transfers:read'], monoAccounts: ['acc_one'] },
    ledger: { caller: 'shop', scopes: ['ledger:read'], monoAccounts: ['*'] },
  });
  // A link and its intents have keys of their own, so they may stand in different partitions.
  const elsewhere = { ...collections, partition: 1 };
  await stack.books.book(collections, linkRequested(paid), linkCreated(paid));
  await stack.books.book(collections, linkRequested(refused), linkRefused(refused));
  await stack.books.book(collections, linkRequested(open));
  await stack.books.book(
    elsewhere,
    intentFailed(paid, { key: 'one', amount: 4_000_000n }),
    intentCredited(paid, { key: 'two', amount: 4_000_000n }),
    intentCredited(paid, { key: 'two', amount: 4_000_000n }),
    intentCredited(paid, { key: 'three', amount: 1_000_000n }),
    intentCredited(paid, { key: 'four', amount: 9n, monoState: 'approved_in_provider' }),
  );
});
afterAll(() => stack?.stop());

const pathOf = (life: typeof paid | typeof refused): string =>
  `/v1/collection-links/${linkOf(life)}`;

test('a link is told with its intents, each with what it booked', async () => {
  const { status, body } = await stack.get<{ intents: { timeline: unknown[] }[] }>(pathOf(paid));
  expect(status).toBe(200);
  expect(body).toMatchObject({
    collectionLinkId: linkOf(paid),
    state: 'created',
    expired: true,
    caller: 'shop',
    monoAccountId: 'acc_one',
    amount: '5000000',
    currency: 'COP',
    amountValidation: 'free',
    usageType: 'reusable',
    expiresAt: '2026-10-06T15:00:00.000000Z',
    redirectUrl: 'https://shop.example/thanks',
    monoCollectionLinkId: 'clink_paid',
    link: 'https://links.example/paid',
    refusalReason: null,
    requestedAt: '2026-10-05T15:00:00.000000Z',
    createdAt: '2026-10-05T15:00:01.000000Z',
    collectedAmount: '5000000',
    timeline: [
      { event: 'CollectionLinkRequested', entries: [] },
      { event: 'CollectionLinkCreated', entries: [] },
    ],
  });
  expect(body.intents).toMatchObject([
    { collectionIntentId: 'cint_one', state: 'failed', fees: '0', timeline: [{ entries: [] }] },
    { collectionIntentId: 'cint_four', state: 'failed', timeline: [{ entries: [] }] },
    { collectionIntentId: 'cint_three', state: 'credited', amount: '1000000' },
    {
      collectionIntentId: 'cint_two',
      state: 'credited',
      amount: '4000000',
      fees: '120000',
      timeline: [
        {
          event: 'CollectionCredited',
          entries: [
            {
              kind: 'collected',
              bookingDate: '2026-10-05',
              postings: [
                { account: 'assets:mono:acc_one', amount: '4000000', currency: 'COP' },
                { account: 'liabilities:collections', amount: '-4000000', currency: 'COP' },
              ],
            },
            { kind: 'fee' },
          ],
        },
      ],
    },
  ]);
});

test('what was asked, refused or not seen is told as such', async () => {
  expect((await stack.get(pathOf(refused))).body).toMatchObject({
    state: 'refused',
    refusalReason: 'refused-by-mono',
    link: null,
    expired: false,
    intents: [],
    collectedAmount: '0',
  });
  expect((await stack.get(pathOf(open))).body).toMatchObject({
    state: 'requested',
    expired: false,
    createdAt: null,
  });
  const unseen = await stack.get(pathOf({ ...open, key: 'unseen' }));
  expect(unseen).toMatchObject({ status: 404, body: { code: 'not-yet-visible' } });
  expect(unseen.headers.get('retry-after')).toBe('1');
  expect((await stack.get('/v1/collection-links/%00')).status).toBe(400);
});

test('a key sees links of its caller and of its Mono accounts, and no others', async () => {
  expect((await stack.get(pathOf(refused), 'caller')).status).toBe(200);
  expect((await stack.get(pathOf(paid), 'bound')).status).toBe(200);
  expect((await stack.get(pathOf(refused), 'bound')).status).toBe(404);
  expect((await stack.get(pathOf(paid), 'ledger')).status).toBe(403);
});
