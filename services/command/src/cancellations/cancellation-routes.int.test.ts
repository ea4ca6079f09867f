import { transferIdOf } from '@riel/ids';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
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

describe('POST /v1/transfers/{id}/cancel', () => {
  const cancelRequests = (transferId: string): number =>
    fixture.log.events.filter(
      ({ event }) =>
        event.name === 'TransferCancellationRequested' && event.value.transferId === transferId,
    ).length;

  it('asks once, however often it is called', async () => {
    await fixture.client.transfer('to-cancel', transferInput());
    const transferId = transferIdOf(fixture.caller, 'to-cancel');
    const path = `/v1/transfers/${transferId}/cancel`;
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => fixture.client.post(path, { reason: 'changed-mind' })),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]));
    expect(answers.filter(({ body }) => body['replayed'] === false)).toHaveLength(1);
    expect((await fixture.client.post(path)).body).toMatchObject({
      transferId,
      status: 'cancellation-requested',
      replayed: true,
    });
    await vi.waitFor(() => expect(cancelRequests(transferId)).toBe(1), 10_000);
    const names = fixture.log.events
      .filter(({ key }) => key === transferId)
      .map(({ event }) => event.name);
    expect(names).toEqual(['TransferRequested', 'TransferCancellationRequested']);
  });

  it('hides transfers of others and ids that are none', async () => {
    const transferId = transferIdOf(fixture.caller, 'first');
    await fixture.client.transfer('first', transferInput());
    expect((await fixture.stranger.post(`/v1/transfers/${transferId}/cancel`)).status).toBe(404);
    expect((await fixture.client.post('/v1/transfers/nonsense/cancel')).status).toBe(404);
    const trial = await fixture.client.post(`/v1/transfers/${transferId}/cancel?dryRun=true`);
    expect(trial.status).toBe(400);
    const bad = await fixture.client.post(`/v1/transfers/${transferId}/cancel`, {
      reason: 'Free text!',
    });
    expect(bad.body).toMatchObject({ errors: [{ field: '/reason' }] });
  });
});
