import { canonicalTables, exampleTables } from '@riel/books';
import { connect, sql } from '@riel/database';
import { adjustmentIdOf } from '@riel/ids';
import type { AdjustmentRequested } from '@riel/schemas';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { stackAddresses } from '../../../../test/support/stack-addresses.ts';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/test-database.ts';
import { adjustmentInput } from '../testing/adjustment-inputs.ts';
import type { TestAnswer, TestClient } from '../testing/client.ts';
import { startHttpFixture, TEST_ACCOUNT, type HttpFixture } from '../testing/http-fixture.ts';

const NEWEST_MARKER = 2_147_483_647;
let testDatabase: TestDatabase;
let fixture: HttpFixture;

beforeAll(async () => {
  testDatabase = await createTestDatabase({ template: false });
  fixture = await startHttpFixture(testDatabase.url, stackAddresses(), {
    QUERY_BASE_URL: 'http://query.test/',
  });
  // Other tests write markers to the topic as well; this one is newer than all of theirs.
  const owner = await connect({
    url: testDatabase.url,
    schema: 'command',
    applicationName: 'test',
  });
  await sql`
    insert into command.ledger_markers (marker_number, event_name, content)
    values (${NEWEST_MARKER}, 'TablesActivated', ${canonicalTables(exampleTables)})
  `.execute(owner.kysely);
  await owner.close();
});

afterAll(async () => {
  await fixture?.stop();
  await testDatabase?.drop();
});

const ask = (
  key: string,
  body: unknown,
  client: TestClient = fixture.accountant,
  query = '',
): Promise<TestAnswer> => client.post(`/v1/adjustments${query}`, body, { 'idempotency-key': key });

const requestsOf = (key: string): readonly AdjustmentRequested[] =>
  fixture.log.events.flatMap(({ event }) =>
    event.name === 'AdjustmentRequested' &&
    event.value.adjustmentId === adjustmentIdOf(fixture.caller, key)
      ? [event.value]
      : [],
  );

const opening = (account: string, changes: object = {}): unknown =>
  adjustmentInput({
    openingBalance: true,
    postings: [
      { account, amount: '900', currency: 'COP' },
      { account: 'equity:opening-balances', amount: '-900', currency: 'COP' },
    ],
    ...changes,
  });

describe('POST /v1/adjustments', () => {
  it('accepts for booking, and the request reaches the log with author and reason', async () => {
    const answer = await ask('first', adjustmentInput());
    const adjustmentId = adjustmentIdOf(fixture.caller, 'first');
    expect(answer).toMatchObject({
      status: 202,
      body: { adjustmentId, status: 'accepted', replayed: false },
    });
    expect(answer.headers.get('location')).toBe(
      `http://query.test/v1/entries?subject=${adjustmentId}`,
    );
    await vi.waitFor(() => expect(requestsOf('first')).toHaveLength(1), 10_000);
    expect(requestsOf('first')[0]).toMatchObject({
      caller: fixture.caller,
      idempotencyKey: 'first',
      author: 'María',
      reason: 'bank charge',
      driftId: null,
      openingBalance: false,
      postings: [
        { account: 'expenses:fees:ach', amount: 5000n, currency: 'COP' },
        { account: 'liabilities:payouts', amount: -5000n, currency: 'COP' },
      ],
    });
    const record = fixture.log.events.find(({ key }) => key === adjustmentId);
    expect(record).toMatchObject({ topic: 'riel.adjustments.v1' });
    expect(record?.headers['ce_type']).toBe('riel.AdjustmentRequested');
  });

  it('gives the first answer again, and refuses another command under the key', async () => {
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => ask('again', adjustmentInput())),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]));
    expect(answers.filter(({ body }) => body['replayed'] === false)).toHaveLength(1);
    const other = await ask('again', adjustmentInput({ reason: 'another' }));
    expect(other).toMatchObject({ status: 422, body: { code: 'idempotency-key-reused' } });
    await vi.waitFor(() => expect(requestsOf('again')).toHaveLength(1), 10_000);
  });

  it('takes cash as opening balance, or for a drift that is named', async () => {
    const cash = `assets:mono:${TEST_ACCOUNT}`;
    expect((await ask('opening', opening(cash))).status).toBe(202);
    const drift = opening(cash, { openingBalance: false, driftId: 'drift-1' });
    expect((await ask('drift', drift)).status).toBe(202);
    await vi.waitFor(() => expect(requestsOf('drift')).toHaveLength(1), 10_000);
    expect(requestsOf('drift')[0]).toMatchObject({ driftId: 'drift-1', openingBalance: false });
  });

  it('never touches clearing, nor cash without a ground, and stores nothing', async () => {
    const before = await fixture.countOf('adjustments');
    for (const body of [
      opening(`clearing:ach:${TEST_ACCOUNT}`),
      opening(`assets:mono:${TEST_ACCOUNT}`, { openingBalance: false }),
    ]) {
      expect(await ask('refused', body)).toMatchObject({
        status: 400,
        body: {
          code: 'invalid-command',
          errors: [{ field: '/postings/0/account', code: 'account-not-adjustable' }],
        },
      });
    }
    expect(await fixture.countOf('adjustments')).toBe(before);
  });

  it('refuses what the chart lacks, what does not balance, and other Mono accounts', async () => {
    expect(await ask('unknown', opening('assets:gold'))).toMatchObject({
      status: 422,
      body: { code: 'account-unknown', errors: [{ field: '/postings/0/account' }] },
    });
    const [first] = adjustmentInput()['postings'] as unknown[];
    expect(await ask('odd', adjustmentInput({ postings: [first, first] }))).toMatchObject({
      status: 400,
      body: { errors: [{ field: '/postings', code: 'unbalanced' }] },
    });
    expect(await ask('account', opening('assets:mono:acc_another'))).toMatchObject({
      status: 403,
      body: { code: 'mono-account-not-allowed' },
    });
    expect((await ask('scope', adjustmentInput(), fixture.client)).status).toBe(403);
    const path = '/v1/adjustments';
    expect(await fixture.accountant.post(path, adjustmentInput())).toMatchObject({
      status: 400,
      body: { errors: [{ field: 'Idempotency-Key', code: 'required' }] },
    });
  });

  it('tries an adjustment out: the entry as it would be booked, and nothing stored', async () => {
    const before = await fixture.countOf('adjustments');
    const trial = await ask('trial', adjustmentInput(), fixture.accountant, '?dryRun=true');
    expect(trial.body).toEqual({
      dryRun: true,
      adjustmentId: adjustmentIdOf(fixture.caller, 'trial'),
      outcome: 'accepted',
      entries: [
        {
          kind: 'adjusted',
          bookingDate: expect.stringMatching(/^\d{4}-\d{2}-\d{2}$/),
          postings: [
            { account: 'expenses:fees:ach', amount: '5000', currency: 'COP' },
            { account: 'liabilities:payouts', amount: '-5000', currency: 'COP' },
          ],
        },
      ],
    });
    expect(await fixture.countOf('adjustments')).toBe(before);
  });
});
