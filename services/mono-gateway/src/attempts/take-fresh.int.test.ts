import { connect, sql, type Database } from '@riel/database';
import type { MonoTransport } from '@riel/mono-client';
import type { Instant, MonoAccountId } from '@riel/schemas';
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/test-database.ts';
import { startLane } from '../lanes/lane.ts';
import type { LaneContext } from '../lanes/lane-context.ts';
import { makeSubmissions } from '../submissions/make-submissions.ts';
import {
  createTestGateway,
  emptyTables,
  readLog,
  type TestGatewayOptions,
} from '../testing/test-gateway.ts';
import {
  createTestRequests,
  type RequestWish,
  type TestRequests,
} from '../testing/test-requests.ts';
import { takeAttempts } from './take-attempts.ts';

const START = 1_800_000_000_000_000 as Instant;
const ACCOUNT = 'acc_fresh' as MonoAccountId;

let server: TestDatabase;
let database: Database;
let requests: TestRequests;

/** Nobody answers: not one byte leaves. */
const ask = vi.fn<MonoTransport['request']>(async () => {
  await Promise.resolve();
  return {
    kind: 'failed',
    failure: 'connection-refused',
    requestWasSent: false,
    status: null,
    detail: 'ECONNREFUSED',
    milliseconds: 0,
  };
});
const away: MonoTransport = {
  request: ask,
  close: async () => {
    await Promise.resolve();
  },
};

beforeAll(async () => {
  server = await createTestDatabase();
  database = await connect({ url: server.url, schema: 'gateway', applicationName: 'fresh-test' });
  requests = await createTestRequests();
});

beforeEach(async () => {
  vi.clearAllMocks();
  await emptyTables(database);
});

afterAll(async () => {
  await database.close();
  await server.drop();
});

type Wish = Omit<RequestWish, 'at' | 'monoAccountId'>;

const keysUpTo = (count: number): readonly Wish[] =>
  Array.from({ length: count }, (_, index) => ({ idempotencyKey: `key-${index}` }));

async function given(
  wishes: readonly Wish[],
  settings: TestGatewayOptions['settings'] = {},
): Promise<LaneContext> {
  const gateway = createTestGateway({
    database,
    requests,
    settings,
    transport: away,
    now: () => START,
  });
  await gateway.keys.register();
  const values = wishes.map((wish) =>
    requests.request({ ...wish, at: START, monoAccountId: ACCOUNT }),
  );
  await gateway.consume(
    values.map((value) => ({ name: 'TransferRequested', value })),
    0n,
  );
  return await gateway.takeLane(ACCOUNT);
}

async function read<Row>(query: string): Promise<readonly Row[]> {
  return (await sql.raw<Row>(query).execute(database.kysely)).rows;
}

const countByState = async (): Promise<Readonly<Record<string, number>>> =>
  Object.fromEntries(
    (
      await read<{ state: string; count: number }>(
        'select state, count(*)::integer as count from gateway.transfers group by state',
      )
    ).map(({ state, count }) => [state, count]),
  );

it('stores key, members, bytes and first attempt before a byte leaves', async () => {
  const context = await given([{ idempotencyKey: 'one' }]);
  const taken = await takeAttempts(context, 16);
  expect(taken).toMatchObject({ kind: 'taken', attempts: [{ number: 1 }] });
  expect(ask).not.toHaveBeenCalled();
  expect(
    await read(`
      select s.state, s.attempts, cardinality(s.members) as members, s.submission_id = a.submission_id
               and a.number = 1 and a.ended_at is null as is_open,
             octet_length(b.ciphertext) > 0 as has_body, t.state as member_state
        from gateway.submissions s
        join gateway.attempts a using (submission_id)
        join gateway.submission_bodies b using (submission_id)
        join gateway.transfers t using (submission_id)`),
  ).toEqual([
    {
      state: 'sending',
      attempts: 1,
      members: 1,
      is_open: true,
      has_body: true,
      member_state: 'submitted',
    },
  ]);
  expect(await takeAttempts(context, 16)).toEqual({ kind: 'taken', attempts: [] });
});

it('makes no more submissions than there is room for, and fills each', async () => {
  const context = await given(keysUpTo(7), { batchTransfersMax: 3 });
  const taken = await takeAttempts(context, 2);
  expect(taken.kind === 'taken' && taken.attempts.length).toBe(2);
  expect(await countByState()).toEqual({ submitted: 6, waiting: 1 });
  expect(await read('select submission_id from gateway.submissions')).toHaveLength(2);
});

it('counts the room in submissions, however many callers share what was read', async () => {
  const wishes = ['one', 'two', 'three'].map((caller) => ({ caller, idempotencyKey: caller }));
  const context = await given(wishes, { batchTransfersMax: 3 });
  const taken = await takeAttempts(context, 2);
  expect(taken.kind === 'taken' && taken.attempts.length).toBe(2);
  expect(await countByState()).toEqual({ submitted: 2, waiting: 1 });
});

it('refuses what is past its notAfter without a submission, and sends the others', async () => {
  const notAfter = (START - 1) as Instant;
  const context = await given([
    { idempotencyKey: 'late', notAfter },
    { idempotencyKey: 'in time', notAfter: START },
  ]);
  const taken = await takeAttempts(context, 16);
  expect(taken).toMatchObject({ kind: 'taken', attempts: [{ notAfter: START }] });
  expect(await countByState()).toEqual({ refused: 1, submitted: 1 });
  expect(await read('select transfer_id from gateway.requests')).toHaveLength(1);
  expect(await readLog(database)).toMatchObject([
    { name: 'TransferRefused', value: { reason: 'not-after', submissionId: null } },
  ]);
});

it('leaves the transfers of a paused caller where they are, whoever else waits behind them', async () => {
  const context = await given(
    [
      { idempotencyKey: '1', caller: 'paused' },
      { idempotencyKey: '2', caller: 'paused' },
      { idempotencyKey: '3', caller: 'shop' },
    ],
    { planTransfersMax: 2 },
  );
  await sql`
    insert into gateway.pauses (scope, reason, author, paused_at)
    values ('caller:paused', 'test', 'test', 0)`.execute(database.kysely);
  const taken = await takeAttempts(context, 16);
  expect(taken.kind === 'taken' && taken.attempts.length).toBe(1);
  expect(await read(`select caller, state from gateway.transfers order by arrival`)).toEqual([
    { caller: 'paused', state: 'waiting' },
    { caller: 'paused', state: 'waiting' },
    { caller: 'shop', state: 'submitted' },
  ]);
});

it('sends nothing that must be looked up first', async () => {
  const context = await given(keysUpTo(2));
  await sql`
    update gateway.transfers set must_look_up = true
     where arrival = (select min(arrival) from gateway.transfers)`.execute(database.kysely);
  const taken = await takeAttempts(context, 16);
  expect(taken.kind === 'taken' && taken.attempts.length).toBe(1);
  expect(await countByState()).toEqual({ submitted: 1, waiting: 1 });
  expect(await makeSubmissions(context, 'held-back')).toBe(1);
  expect(
    await read(`select state, attempts, has_unknown from gateway.submissions order by state`),
  ).toEqual([
    { state: 'looking', attempts: 0, has_unknown: true },
    { state: 'sending', attempts: 1, has_unknown: false },
  ]);
});

it('lets transfers wait as they came while Mono is away', async () => {
  const onBreak = Promise.withResolvers<void>();
  const context = await given(keysUpTo(60), { concurrency: 2, breakerFailuresMax: 5 });
  const counters: LaneContext['counters'] = {
    ...context.counters,
    alarm: (alarm) => {
      if (alarm === 'breaker-open') onBreak.resolve();
    },
  };
  const lane = startLane({ ...context, counters }, (error) => onBreak.reject(error));
  await onBreak.promise;
  await lane.stop();
  const { waiting = 0, submitted = 0 } = await countByState();
  // Five that failed, and as many more as were recorded ahead.
  expect(submitted).toBeLessThanOrEqual(5 + 2 * 2);
  expect(waiting).toBe(60 - submitted);
});
