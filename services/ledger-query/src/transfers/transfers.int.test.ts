import { afterAll, beforeAll, expect, test } from 'vitest';
import { at, settledLife, transferOf, transfersAt } from '../testing/ledger-events.ts';
import { startQueryStack } from '../testing/query-stack.ts';
import type { QueryStack } from '../testing/query-stack.ts';

const life = { key: 'a', happenedAt: at('2026-10-05T15:00:00Z'), requestedRail: 'turbo' };
const other = { key: 'b', happenedAt: at('2026-10-05T15:00:00Z'), monoAccountId: 'acc_two' };

let stack: QueryStack;
beforeAll(async () => {
  stack = await startQueryStack({
    caller: { caller: 'payroll', scopes: ['transfers:read'], monoAccounts: ['acc_three'] },
    bound: { caller: 'shop', scopes: ['transfers:read'], monoAccounts: ['acc_one'] },
  });
  await stack.books.book(transfersAt(3), ...settledLife(life, 'ach'), ...settledLife(other));
});
afterAll(() => stack.stop());

const pathOf = (of: typeof life | typeof other): string => `/v1/transfers/${transferOf(of)}`;

test('a transfer is told with its timeline, each fact with the entries that it booked', async () => {
  const { status, body } = await stack.get<{ timeline: { entries: { kind: string }[] }[] }>(
    pathOf(life),
  );
  expect(status).toBe(200);
  expect(body).toMatchObject({
    state: 'settled',
    final: true,
    requestedRail: 'turbo',
    actualRail: 'ach',
    railEvidence: 'rail',
    amount: '1000000',
    fees: '95000',
    monoAccountId: 'acc_one',
    monoTransferId: 'trn_a',
    caller: 'payroll',
    requestedAt: '2026-10-05T15:00:00.000000Z',
    finalAt: '2026-10-05T15:01:00.000000Z',
    timeline: [
      {
        event: 'TransferRequested',
        entries: [
          {
            kind: 'requested',
            bookingDate: '2026-10-05',
            postings: [
              { account: 'liabilities:payouts', amount: '1000000', currency: 'COP' },
              { account: 'clearing:turbo:acc_one', amount: '-1000000', currency: 'COP' },
            ],
          },
        ],
      },
      { event: 'TransferAccepted', entries: [] },
      { event: 'TransferSettled' },
    ],
  });
  const kinds = body.timeline[2]?.entries.map(({ kind }) => kind);
  expect(kinds).toEqual(['rerouted', 'settled', 'fee']);
});

test('a transfer that is not there yet may be asked for again', async () => {
  const { status, headers, body } = await stack.get('/v1/transfers/none');
  expect({ status, body }).toMatchObject({ status: 404, body: { code: 'not-yet-visible' } });
  expect(headers.get('retry-after')).toBe('1');
});

test('a key sees transfers of its caller and of its Mono accounts, and no others', async () => {
  expect((await stack.get(pathOf(life), 'caller')).status).toBe(200);
  expect((await stack.get(pathOf(other), 'caller')).status).toBe(200);
  expect((await stack.get(pathOf(life), 'bound')).status).toBe(200);
  expect(await stack.get(pathOf(other), 'bound')).toMatchObject({
    status: 404,
    body: { code: 'not-yet-visible' },
  });
});
