import { transferIdOf } from '@riel/ids';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stackAddresses } from '../../../../test/support/stack-addresses.ts';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/test-database.ts';
import { startHttpFixture, type HttpFixture } from '../testing/http-fixture.ts';
import { transferInput } from '../testing/transfer-inputs.ts';

let testDatabase: TestDatabase;
let fixture: HttpFixture;

beforeAll(async () => {
  testDatabase = await createTestDatabase({ template: false });
  fixture = await startHttpFixture(testDatabase.url, stackAddresses(), {
    CALLER_DAILY_MINOR_UNITS_MAX: '9000000000',
    QUERY_BASE_URL: 'http://query.test/',
  });
});

afterAll(async () => {
  await fixture?.stop();
  await testDatabase?.drop();
});

describe('POST /v1/transfers/batch', () => {
  const member = (idempotencyKey: string, changes = {}) => ({
    idempotencyKey,
    ...transferInput(changes),
  });

  it('accepts each that can be accepted in continue mode', async () => {
    const transfers = [
      member('b1'),
      member('b1'),
      member('b1', { amount: 1 }),
      member('b2', { currency: 'XXX' }),
      member('b3', { monoAccountId: 'acc_foreign' }),
    ];
    const answer = await fixture.client.post('/v1/transfers/batch', {
      mode: 'continue',
      transfers,
    });
    expect(answer.status).toBe(202);
    expect(answer.body).toMatchObject({ accepted: 1, replayed: 1, rejected: 3, unavailable: 0 });
    expect(answer.body['results']).toMatchObject([
      { outcome: 'accepted', transfer: { transferId: transferIdOf(fixture.caller, 'b1') } },
      { outcome: 'replayed' },
      { outcome: 'rejected', errors: [{ field: '/transfers/2/idempotencyKey' }] },
      { outcome: 'rejected', errors: [{ field: '/transfers/3/currency' }] },
      { outcome: 'rejected', errors: [{ field: '/transfers/4/monoAccountId' }] },
    ]);
  });

  it('accepts all or none in atomic mode', async () => {
    const before = await fixture.countOf('transfers');
    const bad = [member('a1'), member('a2', { currency: 'XXX' }), member('a3')];
    const refused = await fixture.client.post('/v1/transfers/batch', {
      mode: 'atomic',
      transfers: bad,
    });
    expect(refused.status).toBe(422);
    expect(refused.body['errors']).toMatchObject([{ field: '/transfers/1/currency' }]);
    expect(await fixture.countOf('transfers')).toBe(before);
    const good = { mode: 'atomic', transfers: [member('a1'), member('a3')] };
    expect((await fixture.client.post('/v1/transfers/batch', good)).body).toMatchObject({
      accepted: 2,
    });
    expect((await fixture.client.post('/v1/transfers/batch', good)).body).toMatchObject({
      replayed: 2,
    });
    expect(await fixture.countOf('transfers')).toBe(before + 2n);
  });

  it('tries a batch out without storing', async () => {
    const before = await fixture.countOf('transfers');
    const transfers = [member('t1'), member('t2', { currency: 'XXX' })];
    const path = '/v1/transfers/batch?dryRun=true';
    const trial = await fixture.client.post(path, { mode: 'continue', transfers });
    expect(trial.status).toBe(200);
    expect(trial.body).toMatchObject({
      dryRun: true,
      results: [
        { idempotencyKey: 't1', outcome: 'accepted', entries: [{ kind: 'requested' }] },
        { outcome: 'rejected', errors: [{ field: '/transfers/1/currency' }] },
      ],
    });
    expect((await fixture.client.post(path, { mode: 'atomic', transfers })).status).toBe(422);
    expect(await fixture.countOf('transfers')).toBe(before);
  });

  it('takes a thousand members', async () => {
    const transfers = Array.from({ length: 1000 }, (_, index) =>
      member(`many-${index}`, { amount: 1 }),
    );
    const answer = await fixture.client.post('/v1/transfers/batch', {
      mode: 'continue',
      transfers,
    });
    expect(answer.body).toMatchObject({ accepted: 1000, rejected: 0 });
  });
});
