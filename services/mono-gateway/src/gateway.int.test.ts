import { connect, sql, type Database } from '@riel/database';
import { createLogger } from '@riel/runtime';
import { TRANSFERS_TOPIC, type AnyEvent, type Instant, type MonoAccountId } from '@riel/schemas';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { runSql } from '../../../test/support/run-sql.ts';
import { stackAddresses } from '../../../test/support/stack-addresses.ts';
import { createTestDatabase, type TestDatabase } from '../../../test/support/test-database.ts';
import { sendAttempt } from './attempts/send-attempt.ts';
import { settleAttempts } from './attempts/settle-attempts.ts';
import { takeAttempts } from './attempts/take-attempts.ts';
import { lookUpSubmission } from './look-ups/look-up-submission.ts';
import { createQueryProver } from './look-ups/prove-query.ts';
import type { LaneContext } from './lanes/lane-context.ts';
import { checkMemory } from './recovery/check-memory.ts';
import { makeSubmissions } from './submissions/make-submissions.ts';
import { readDue } from './submissions/sql/load-submissions.ts';
import { createHostileMono, type HostileMono } from './testing/faults/hostile-mono.ts';
import type { Hostility } from './testing/faults/hostility.ts';
import { createRandom } from './testing/faults/random.ts';
import { createTestGateway, readLog, testApiKey } from './testing/test-gateway.ts';
import { canaryPayee, createTestRequests, type TestRequests } from './testing/test-requests.ts';

const PLACE = `${TRANSFERS_TOPIC} 0`;

let requests: TestRequests;
const ended: (() => Promise<void>)[] = [];

beforeAll(async () => {
  requests = await createTestRequests();
});

afterEach(async () => {
  for (const end of ended.splice(0).toReversed()) await end();
});

async function givenDatabase(): Promise<TestDatabase> {
  const database = await createTestDatabase();
  ended.push(() => database.drop());
  return database;
}

async function open({ url }: Pick<TestDatabase, 'url'>): Promise<Database> {
  const database = await connect({ url, schema: 'gateway', applicationName: 'gateway-test' });
  ended.push(() => database.close());
  return database;
}

let clock = 1_800_000_000_000_000;
const now = (): Instant => clock as Instant;

function givenMono(change: Partial<Hostility> = {}): HostileMono {
  return createHostileMono({
    now,
    random: createRandom(1),
    schedule: (_at, play) => {
      play();
    },
    refuses: () => false,
    hostility: {
      faults: 0,
      favours: [],
      lagsToTheEdge: 0,
      refusesRepeats: 0,
      pageItemsMax: 500,
      newestFirst: false,
      forgetsKeys: false,
      duplicates: 'second-payment',
      lagMillisecondsMax: 0,
      forgottenLagMillisecondsMax: 0,
      namesBadMembers: true,
      echo: 'both',
      crashes: 0,
      ...change,
    },
  });
}

/** Works a lane until nothing moves, on a clock that jumps ahead. */
async function work(context: LaneContext, rounds = 8): Promise<void> {
  for (let round = 0; round < rounds; round += 1) {
    await makeSubmissions(context);
    const taken = await takeAttempts(context, 16);
    for (const attempt of taken.kind === 'taken' ? taken.attempts : []) {
      const result = await sendAttempt(attempt, context);
      const { submissionId, number } = attempt;
      await settleAttempts(context, [{ submissionId, number, result, endedAt: now() }]);
    }
    const due = await readDue(context.database.kysely, {
      monoAccountId: context.monoAccountId,
      states: ['looking', 'refusing'],
      at: now(),
      submissionsMax: 50,
    });
    for (const one of due) await lookUpSubmission(one, context, createQueryProver(context));
    clock += 61_000_000;
  }
}

const requestOf = (idempotencyKey: string): AnyEvent & { name: 'TransferRequested' } => ({
  name: 'TransferRequested',
  value: requests.request({ idempotencyKey, at: now() }),
});

describe('a restored database', () => {
  it('sends nothing before it has read the log again and looked everything up', async () => {
    const mono = givenMono({ forgetsKeys: true });
    const original = await givenDatabase();
    const request = requestOf('restored');
    const { monoAccountId, transferId } = request.value;
    // The copy that will be put back: from before the request was read.
    const copy = { name: `${original.name}_copy`, url: original.url.replace(/\w+$/, '$&_copy') };
    const { databaseUrl } = stackAddresses();
    await runSql(databaseUrl, `create database "${copy.name}" template "${original.name}"`);
    ended.push(() => runSql(databaseUrl, `drop database "${copy.name}" with (force)`));

    const before = await open(original);
    const first = createTestGateway({ database: before, requests, now, transport: mono });
    await first.keys.register();
    await first.consume([request], 0n);
    await work(await first.takeLane(monoAccountId));
    expect(mono.ledger.paymentsOf(transferId)).toHaveLength(1);

    const after = await open(copy);
    const second = createTestGateway({ database: after, requests, now, transport: mono });
    await second.keys.register();
    const check = () =>
      checkMemory({
        now,
        database: after,
        logger: second.ports.logger,
        alarm: (alarm) => second.ports.counters.alarm(alarm),
        totalTimeoutMilliseconds: second.ports.limits.totalTimeoutMilliseconds,
        brokerOffsets: () => Promise.resolve(new Map([[PLACE, 1n]])),
        logEnds: () => Promise.resolve(new Map([[PLACE, 1n]])),
      });
    const noticed = await check();
    expect(noticed.isRecovering).toBe(true);
    expect(noticed.rewind.get(PLACE)).toBe(0n);
    await second.consume([request], 0n);
    const lane = await second.takeLane(monoAccountId);
    expect(await takeAttempts(lane, 1)).toEqual({ kind: 'idle', why: 'recovering' });
    expect((await check()).isRecovering).toBe(true);
    await work(lane);
    expect((await check()).isRecovering).toBe(false);

    expect(mono.ledger.paymentsOf(transferId)).toHaveLength(1);
    expect((await readLog(after)).map(({ name }) => name)).toEqual(['TransferAccepted']);
  });

  it('takes from the log how transfers ended', async () => {
    const mono = givenMono();
    const database = await open(await givenDatabase());
    const gateway = createTestGateway({ database, requests, now, transport: mono });
    await gateway.keys.register();
    const request = requestOf('cancelled-before');
    const { transferId, caller, monoAccountId } = request.value;
    await sql`
      insert into gateway.recoveries (reason, noticed_at, targets) values ('test', 1, '{}')
    `.execute(database.kysely);
    const cancelled: AnyEvent = {
      name: 'TransferCancelledByCaller',
      value: {
        eventId: request.value.eventId,
        occurredAt: now(),
        recordedAt: now(),
        transferId,
        caller,
      },
    };
    await gateway.consume([request, cancelled], 0n);
    await sql`update gateway.recoveries set read_at = 1, finished_at = 1`.execute(database.kysely);
    await work(await gateway.takeLane(monoAccountId));
    expect(mono.ledger.transfers).toEqual([]);
  });
});

it('lets no key, payee or body out, whatever goes wrong', async () => {
  const lines: string[] = [];
  const logger = createLogger({
    service: 'test',
    level: 'trace',
    destination: { write: (line) => void lines.push(line) },
  });
  const database = await open(await givenDatabase());
  const mono = givenMono({ faults: 0.8, forgetsKeys: true });
  const gateway = createTestGateway({ database, requests, now, logger, transport: mono });
  await gateway.keys.register();
  const sent = Array.from({ length: 12 }, (_, index) => requestOf(`canary-${index}`));
  await gateway.consume(sent, 0n);
  await work(await gateway.takeLane(sent[0]?.value.monoAccountId as MonoAccountId));
  gateway.keys.refused(testApiKey.id);
  expect(lines.length).toBeGreaterThan(0);

  const tables = await sql<{ name: string }>`
    select tablename as name from pg_tables where schemaname = 'gateway'`.execute(database.kysely);
  const stored: string[] = [];
  for (const { name } of tables.rows) {
    // Requests are in the log's own form, in which a test writes no Avro; their payees are sealed.
    const { rows } = await sql<{ text: string }>`
      select convert_from(convert_to(t::text, 'UTF8'), 'UTF8') as text
        from ${sql.table(`gateway.${name}`)} t`.execute(database.kysely);
    stored.push(...rows.map(({ text }) => text));
  }
  const everything = [...lines, ...stored, await gateway.metrics.text()].join('\n');
  const canaries = [testApiKey.secret, ...Object.values(canaryPayee), 'canary-message'];
  for (const canary of canaries.filter((text) => text.length > 3)) {
    expect(everything).not.toContain(canary);
    // Bytes of a column are shown as hexadecimal.
    expect(everything).not.toContain(Buffer.from(canary).toString('hex'));
  }
});
