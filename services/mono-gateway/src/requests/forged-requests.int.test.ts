import { digestOfBody } from '@riel/avro';
import { connect, sql, type Database } from '@riel/database';
import type { AnyEvent, EventOf, Instant, MinorUnits } from '@riel/schemas';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/test-database.ts';
import { sendAttempt } from '../attempts/send-attempt.ts';
import { settleAttempts } from '../attempts/settle-attempts.ts';
import { takeAttempts } from '../attempts/take-attempts.ts';
import { insertLanes } from '../lanes/sql/lane-rows.ts';
import { encodeJson, fakeCodec } from '../testing/fake-codec.ts';
import { createRaceMono, type RaceMono } from '../testing/interleavings/race-mono.ts';
import { createTestGateway, readLog, type TestGateway } from '../testing/test-gateway.ts';
import { createTestRequests, type TestRequests } from '../testing/test-requests.ts';

const at = 1_800_000_000_000_000 as Instant;

let server: TestDatabase;
let database: Database;
let requests: TestRequests;
let mono: RaceMono;
let gateway: TestGateway;
let offset = 0n;

beforeAll(async () => {
  server = await createTestDatabase();
  database = await connect({ url: server.url, schema: 'gateway', applicationName: 'test' });
  requests = await createTestRequests();
  mono = createRaceMono(
    () => at,
    () => Promise.resolve(),
  );
  gateway = createTestGateway({ database, requests, transport: mono, now: () => at });
  await gateway.keys.register();
  await database.transaction((transaction) =>
    insertLanes(transaction, [pairOf('lane').genuine.value.monoAccountId]),
  );
});
afterAll(async () => {
  await database.close();
  await server.drop();
});

type Request = EventOf<'TransferRequested'>;

const pairOf = (idempotencyKey: string) => {
  const of = (amount: bigint, isForged: boolean): Request => ({
    name: 'TransferRequested',
    value: requests.request({ idempotencyKey, amount, isForged, at }),
  });
  return { forged: of(999_000n, true), genuine: of(1_000n, false) };
};

/** As the ledger chains the record. */
const digestOf = (request: Request): string => {
  const decoded = fakeCodec(['TransferRequested']).decode(encodeJson(request));
  if (decoded.kind !== 'event') throw new Error('a request can be read');
  return digestOfBody(decoded.schemaFingerprint, decoded.body).toString('hex');
};

const consume = async (...events: readonly AnyEvent[]): Promise<void> => {
  await gateway.consume(events, offset);
  offset += BigInt(events.length);
};

/** Sends what waits, and returns what the log was told of a transfer. */
async function sendAll({ value }: Request): Promise<readonly AnyEvent[]> {
  const lane = await gateway.takeLane(value.monoAccountId);
  const taken = await takeAttempts(lane, 10);
  for (const attempt of taken.kind === 'taken' ? taken.attempts : []) {
    const { submissionId, number } = attempt;
    const result = await sendAttempt(attempt, lane);
    await settleAttempts(lane, [{ submissionId, number, result, endedAt: at }]);
  }
  const log = await readLog(database);
  return log.filter(
    (one) => 'transferId' in one.value && one.value.transferId === value.transferId,
  );
}

it('a forgery is refused, and the signed request behind it is sent once', async () => {
  const { forged, genuine } = pairOf('burnt');
  await consume(forged);
  expect(await sendAll(genuine)).toMatchObject([
    { name: 'TransferRefused', value: { reason: 'signature' } },
  ]);
  expect(mono.begun).toEqual([]);
  await consume(genuine);
  const log = await sendAll(genuine);
  expect(log.map(({ name }) => name)).toEqual(['TransferRefused', 'TransferAccepted']);
  // Whatever comes behind the request changes nothing.
  await consume(forged, genuine);
  expect(await sendAll(genuine)).toEqual(log);
  expect(mono.paymentsOf(genuine.value.transferId)).toBe(1);
});

it('a forgery that is read together with the signed request is refused if it stands before it', async () => {
  const { forged, genuine } = pairOf('together');
  await consume(forged, genuine, forged);
  expect(await sendAll(genuine)).toMatchObject([
    { name: 'TransferRefused', value: { requestDigest: digestOf(forged) } },
    { name: 'TransferAccepted' },
  ]);
  expect(await gateway.metrics.text()).toContain('riel_gateway_alarms_total{alarm="signature"');
});

it('each forgery before the signed request is refused by its own digest, none behind it is', async () => {
  const { forged, genuine } = pairOf('several');
  const another = { ...forged, value: { ...forged.value, amount: 5n as MinorUnits } };
  await consume(forged, another);
  await consume(another, genuine, forged);
  await consume(another);
  const log = await sendAll(genuine);
  const refused = log.filter((event) => event.name === 'TransferRefused');
  expect(refused.map(({ value }) => value)).toMatchObject(
    [forged, another, another].map((request) => ({ requestDigest: digestOf(request) })),
  );
  // The same record twice is refused by the same event.
  expect(new Set(refused.map(({ value }) => value.eventId)).size).toBe(2);
  expect(mono.paymentsOf(genuine.value.transferId)).toBe(1);
});

it('the refusal of a forgery is no news of the transfer to a database that has forgotten', async () => {
  const { forged, genuine } = pairOf('forgotten');
  await sql`insert into gateway.recoveries (reason, noticed_at, targets) values ('test', 1, '{}')`.execute(
    database.kysely,
  );
  await consume(forged);
  const [refused] = (await readLog(database)).slice(-1);
  if (refused === undefined) throw new Error('nothing was refused');
  await consume(genuine, refused);
  const { rows } = await sql<{ state: string }>`
    select state from gateway.transfers where transfer_id = ${genuine.value.transferId}`.execute(
    database.kysely,
  );
  expect(rows).toEqual([{ state: 'waiting' }]);
});
