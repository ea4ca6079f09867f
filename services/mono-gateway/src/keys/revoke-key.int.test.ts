import { connect, sql, type Database } from '@riel/database';
import { TRANSFERS_TOPIC, type AnyEvent, type Instant, type MonoAccountId } from '@riel/schemas';
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/test-database.ts';
import { settleAttempts } from '../attempts/settle-attempts.ts';
import { takeAttempts } from '../attempts/take-attempts.ts';
import { attemptWithout } from '../attempts/read-attempt.ts';
import { makeSubmissions } from '../submissions/make-submissions.ts';
import { createTestGateway, emptyTables, testApiKey } from '../testing/test-gateway.ts';
import { createTestRequests, type TestRequests } from '../testing/test-requests.ts';
import { changeKey } from './change-key.ts';

/*
 * Two gateways on one database, each with a request of its own under way. `riel keys revoke` asks one of
 * them, and its answer speaks for both.
 */

const TOTAL_TIMEOUT_MILLISECONDS = 50_000;

let template: TestDatabase;
let database: Database;
let requests: TestRequests;
let clock = 1_800_000_000_000_000;
/** Each round that the revocation waits; calling one lets it look again. */
let rounds: (() => void)[] = [];
const now = (): Instant => clock as Instant;

beforeAll(async () => {
  template = await createTestDatabase();
  database = await connect({
    url: template.url,
    schema: 'gateway',
    applicationName: 'gateway-revoke',
  });
  requests = await createTestRequests();
});

afterAll(async () => {
  await database.close();
  await template.drop();
});

beforeEach(async () => {
  await emptyTables(database);
  rounds = [];
});

function revoke(): { readonly outcome: Promise<unknown>; readonly hasAnswered: () => boolean } {
  let hasAnswered = false;
  const ports = {
    database,
    now,
    totalTimeoutMilliseconds: TOTAL_TIMEOUT_MILLISECONDS,
    wait: async () => await new Promise<void>((resolve) => rounds.push(resolve)),
  };
  const change = { keyId: testApiKey.id, author: 'test', reason: null } as const;
  const outcome = changeKey(ports, { ...change, status: 'revoked' }).finally(() => {
    hasAnswered = true;
  });
  return { outcome, hasAnswered: () => hasAnswered };
}

/** Lets the revocation look once more, and waits until it has found that it must wait on. */
async function waitsOn(): Promise<void> {
  rounds.shift()?.();
  await vi.waitFor(() => expect(rounds).toHaveLength(1), { timeout: 20_000 });
}

const gateway = () =>
  createTestGateway({
    database,
    requests,
    now,
    transport: { request: never, close: async () => {} },
  });
const never = async () => await new Promise<never>(() => undefined);

/** A gateway that has recorded a request with the key and not heard what came of it. */
async function givenRequestUnderWay(index: number) {
  const monoAccountId = `acc_revoked_${index}` as MonoAccountId;
  const request = requests.request({ monoAccountId, at: now(), idempotencyKey: `revoke-${index}` });
  const events: AnyEvent[] = [{ name: 'TransferRequested', value: request }];
  const one = gateway();
  await one.keys.register();
  await one.consume(events, BigInt(index), TRANSFERS_TOPIC);
  const lane = await one.takeLane(monoAccountId);
  await makeSubmissions(lane);
  const taken = await takeAttempts(lane, 1);
  if (taken.kind !== 'taken') throw new Error(taken.why);
  const [attempt] = taken.attempts;
  if (attempt === undefined) throw new Error('nothing was taken');
  const { submissionId, number } = attempt;
  const result = attemptWithout('lost');
  return {
    lane,
    end: async () => await settleAttempts(lane, [{ submissionId, number, result, endedAt: now() }]),
  };
}

it('waits until every gateway has dropped the key, and no gateway takes it up again', async () => {
  const one = await givenRequestUnderWay(0);
  const other = await givenRequestUnderWay(1);
  const reading = Promise.withResolvers<void>();
  const read = gateway().keys.read(async () => await reading.promise);
  await vi.waitFor(async () => expect(await countReads()).toBe(1), { timeout: 20_000 });

  const revocation = revoke();
  await waitsOn();
  await one.end();
  await waitsOn();
  await other.end();
  await waitsOn();
  expect(revocation.hasAnswered()).toBe(false);
  reading.resolve();
  await read;
  rounds.shift()?.();
  expect(await revocation.outcome).toEqual({ kind: 'changed' });

  clock += 3_600_000_000;
  expect(await takeAttempts(one.lane, 1)).toMatchObject({ kind: 'idle', why: 'no-key' });
  expect(await gateway().keys.read(async () => await Promise.resolve())).toBeNull();
});

it('waits for a gateway that died no longer than its request can take', async () => {
  await givenRequestUnderWay(0);
  const revocation = revoke();
  await waitsOn();
  clock += 1_000 * TOTAL_TIMEOUT_MILLISECONDS;
  rounds.shift()?.();
  expect(await revocation.outcome).toEqual({ kind: 'changed' });
});

async function countReads(): Promise<number> {
  const { rows } = await sql`select 1 from gateway.open_reads`.execute(database.kysely);
  return rows.length;
}
