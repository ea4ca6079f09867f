import { connect, sql, type Database } from '@riel/database';
import { now } from '@riel/runtime';
import type { EventId, Instant } from '@riel/schemas';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { stackAddresses } from '../../../../test/support/stack-addresses.ts';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/test-database.ts';
import { startHttpFixture, type HttpFixture } from '../testing/http-fixture.ts';
import { payeeInput, transferInput } from '../testing/transfer-inputs.ts';
import { storeBankList } from './bank-list-store.ts';

/** What the gateway publishes is stored here, and every command is held against it. */
const HOUR_MICROSECONDS = 3_600_000_000;
/** Of a bank that is in no list. */
const UNKNOWN = '999';

let testDatabase: TestDatabase;
let database: Database;
let fixture: HttpFixture;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  fixture = await startHttpFixture(testDatabase.url, stackAddresses(), {
    BANK_LIST_MAXIMUM_AGE_SECONDS: '3600',
    BANK_LIST_REFRESH_MILLISECONDS: '20',
  });
  database = await connect({
    url: testDatabase.url,
    schema: 'command',
    applicationName: 'test',
  });
});

afterAll(async () => {
  await database?.close();
  await fixture?.stop();
  await testDatabase?.drop();
});

async function givenList(ageMicroseconds: number): Promise<void> {
  await sql`delete from command.bank_lists`.execute(database.kysely);
  const occurredAt = (now() - ageMicroseconds) as Instant;
  await storeBankList(database.kysely, {
    eventId: '00000000-0000-4000-8000-000000000000' as EventId,
    occurredAt,
    recordedAt: occurredAt,
    kind: 'transfers',
    banks: [{ code: '007', name: 'Bank', supportedAccountTypes: [] }],
  });
}

/** Each time another command: the first answer to one stays. */
let sent = 0;
const send = async (bankCode: string) => {
  sent += 1;
  const input = transferInput({ payee: payeeInput({ bankCode }) });
  return await fixture.client.transfer(`command-${sent}`, input);
};

it('a bank code that is not in a fresh list is refused by name, and nothing is stored', async () => {
  await givenList(0);
  await vi.waitFor(async () => {
    expect(await send(UNKNOWN)).toMatchObject({
      status: 422,
      body: { errors: [{ code: 'bank-code-unknown', field: '/payee/bankCode' }] },
    });
  }, 10_000);
  const stored = await fixture.countOf('transfers');
  await send(UNKNOWN);
  expect(await fixture.countOf('transfers')).toBe(stored);
  const answer = await send('007');
  expect(answer).toMatchObject({ status: 202, body: { bankCodeChecked: true } });
});

it('a list that is too old lets every command through, with a mark that the log keeps', async () => {
  await givenList(2 * HOUR_MICROSECONDS);
  let transferId = '';
  await vi.waitFor(async () => {
    const answer = await send(UNKNOWN);
    expect(answer).toMatchObject({ status: 202, body: { bankCodeChecked: false } });
    transferId = String(answer.body['transferId']);
  }, 10_000);
  await vi.waitFor(() => {
    expect(fixture.requestsOf(transferId)).toMatchObject([{ bankCodeChecked: false }]);
  }, 10_000);
});
