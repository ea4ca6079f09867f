import { connect, sql, type Database } from '@riel/database';
import type { MonoApiKey, MonoBankList, MonoFailed, MonoOutcome } from '@riel/mono-client';
import type { BankListPublished, Instant } from '@riel/schemas';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/test-database.ts';
import { decodeJson, encodeJson } from '../testing/fake-codec.ts';
import { publishBankList, type BankListPorts } from './publish-bank-list.ts';

const HOUR_MICROSECONDS = 3_600_000_000;
const apiKey: MonoApiKey = { id: 'key-1', secret: 'canary-secret' };

let server: TestDatabase;
let database: Database;
let clock = 1_800_000_000_000_000;
let answer: MonoOutcome<MonoBankList>;
let refused: string[] = [];
let hasKey = true;

beforeAll(async () => {
  server = await createTestDatabase();
  database = await connect({ url: server.url, schema: 'gateway', applicationName: 'test' });
});
afterAll(async () => {
  await database.close();
  await server.drop();
});
beforeEach(async () => {
  [refused, hasKey] = [[], true];
  await sql`delete from gateway.bank_lists`.execute(database.kysely);
  await sql`delete from gateway.outbox`.execute(database.kysely);
});

const bank = (code: string) => ({ code, name: `Bank ${code}`, supportedAccountTypes: [] });
const answered = (
  status: number,
  body: Extract<MonoOutcome<MonoBankList>, { readonly kind: 'answered' }>['body'],
): MonoOutcome<MonoBankList> => ({
  kind: 'answered',
  status,
  headers: {},
  body,
  rawBody: Buffer.alloc(0),
  milliseconds: 1,
});
const listing = (...codes: readonly string[]) =>
  answered(200, { kind: 'parsed', value: { kind: 'transfers', banks: codes.map(bank) } });

const ports: BankListPorts = {
  get database() {
    return database;
  },
  reader: { listBanks: () => Promise.resolve(answer) },
  keys: {
    read: async (work) => (hasKey ? await work({ ...apiKey, role: 'Viewer', createdAt: 0 }) : null),
    refused: (id) => void refused.push(id),
  },
  now: () => clock as Instant,
  encode: (value: BankListPublished) => encodeJson({ name: 'BankListPublished', value }),
  refreshMilliseconds: 3_600_000,
  onCommitted: () => undefined,
};

const publish = async (force = false) => await publishBankList(ports, { force });

async function published(): Promise<readonly (readonly string[])[]> {
  const { rows } = await sql<{ payload: Buffer; topic: string }>`
    select payload from gateway.outbox where topic = 'riel.banks.v1' order by id`.execute(
    database.kysely,
  );
  return rows.map(({ payload }) => {
    const event = decodeJson(payload);
    return event.name === 'BankListPublished' ? event.value.banks.map(({ code }) => code) : [];
  });
}

it('is published when it is new, when it has changed, and when it has grown old', async () => {
  answer = listing('051', '007');
  expect(await publish()).toEqual({ kind: 'published' });
  // The order that Mono gives is no change.
  answer = listing('007', '051');
  expect(await publish()).toEqual({ kind: 'unchanged' });
  answer = listing('007');
  expect(await publish()).toEqual({ kind: 'published' });
  clock += HOUR_MICROSECONDS;
  expect(await publish()).toEqual({ kind: 'published' });
  expect(await publish(true)).toEqual({ kind: 'published' });
  expect(await published()).toEqual([['007', '051'], ['007'], ['007'], ['007']]);
});

const failed: MonoFailed = {
  kind: 'failed',
  failure: 'connect-timeout',
  requestWasSent: false,
  status: null,
  detail: '',
  milliseconds: 1,
};

it.each([
  ['an empty list', listing(), 'empty'],
  ['no answer', failed, 'connect-timeout'],
  ['no list', answered(200, { kind: 'unreadable', problem: 'not JSON' }), 'status-200'],
])('%s is not believed and asked for again', async (_name, given, why) => {
  answer = given;
  expect(await publish(true)).toEqual({ kind: 'again', why });
  expect(await published()).toEqual([]);
});

it('a key that Mono refuses is passed over, and without any nothing is asked', async () => {
  answer = answered(401, { kind: 'unreadable', problem: 'not JSON' });
  expect(await publish()).toEqual({ kind: 'again', why: 'status-401' });
  expect(refused).toEqual(['key-1']);
  hasKey = false;
  expect(await publish()).toEqual({ kind: 'again', why: 'no-key' });
});
