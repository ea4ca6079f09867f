import type { Codec } from '@riel/avro';
import { canonicalTables, exampleTables } from '@riel/books';
import type { EventId, Instant, MonoAccountId, ReconciliationCompleted } from '@riel/schemas';
import { randomUUID } from 'node:crypto';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { stackAddresses } from '../../../../test/support/stack-addresses.ts';
import { createTestDatabase } from '../../../../test/support/test-database.ts';
import { findRuns, storeRun } from '../periods/sql/reconciliation-runs.ts';
import type { BookedEventName } from '../projection/read-record.ts';
import { bookedCodec, startAdminFixture } from '../testing/admin-fixture.ts';
import type { AdminAnswer, AdminFixture } from '../testing/admin-fixture.ts';
import { lifeOf, requested, settled, testTransfer } from '../testing/events.ts';
import { tablesActivated, TestLog } from '../testing/test-log.ts';
import { addPeriodRoutes } from './period-routes.ts';

let codec: Codec<BookedEventName, BookedEventName>;
let admin: AdminFixture;
let log: TestLog;
let isBehind: boolean;

beforeAll(async () => {
  codec = await bookedCodec(stackAddresses().schemaRegistryUrl);
});

beforeEach(async () => {
  isBehind = false;
  const database = await createTestDatabase({ template: false });
  admin = await startAdminFixture(database, codec, (server, options) =>
    addPeriodRoutes(server, { ...options, findRuns, awaitReading: async () => !isBehind }),
  );
  log = new TestLog(codec).append(tablesActivated(1, canonicalTables(exampleTables)));
  await admin.projector.book(log.append(...lifeOf(testTransfer(1))).records);
  return () => admin.stop();
});

const close = (change: object = {}): Promise<AdminAnswer> =>
  admin.ask('POST', '/admin/periods', { period: '2026-10', author: 'accountant', ...change });

/** A run over October that left so much drift. */
const run = async (runId: string, driftOpen: bigint): Promise<void> => {
  const at = 1_790_000_000_000_000 as Instant;
  const completed: ReconciliationCompleted = {
    eventId: randomUUID() as string as EventId,
    occurredAt: at,
    recordedAt: at,
    runId,
    monoAccountId: 'acc_main' as MonoAccountId,
    fromDate: '2026-10-01',
    toDate: '2026-10-31',
    transfersCompared: 1n,
    driftOpen,
    driftHealed: 0n,
    reportDigest: '',
  };
  await storeRun(admin.projector.projection.database.kysely, completed);
};

/** Money that left without a request: it stands in suspense until somebody explains it. */
const bookUnrequested = async (): Promise<void> => {
  const from = log.records.length;
  log.append(settled(testTransfer(2)));
  await admin.projector.book(log.records.slice(from));
};

const codesOf = ({ body }: AdminAnswer): readonly string[] =>
  ((body['errors'] ?? []) as { code: string }[]).map(({ code }) => code);

describe('a month', () => {
  test('closes with a run that shows it without drift', async () => {
    await run('run-1', 0n);
    const answer = await close({ reconciliationRunIds: ['run-1'] });
    expect(answer).toEqual({ status: 200, body: { period: '2026-10', markerNumber: 1, over: [] } });
    await codec.prepare([admin.written[0]!.payload]);
    expect(codec.decode(admin.written[0]!.payload)).toMatchObject({
      event: {
        name: 'PeriodClosed',
        value: {
          period: '2026-10',
          author: 'accountant',
          forced: false,
          reconciliationRunId: 'run-1',
        },
      },
    });
    expect((await admin.ask('GET', '/admin/periods')).body).toMatchObject({
      periods: [{ period: '2026-10', forced: false, author: 'accountant', markerNumber: 1 }],
    });
  });

  test('stays open without a run, with one that nobody published, and with drift', async () => {
    await run('run-2', 3n);
    expect(await close()).toMatchObject({
      status: 409,
      body: { code: 'reconciliation-run-missing' },
    });
    expect(codesOf(await close({ reconciliationRunIds: ['nobody'] }))).toEqual([
      'reconciliation-run-unknown',
    ]);
    expect(codesOf(await close({ reconciliationRunIds: ['run-2'] }))).toEqual(['drift-open']);
    expect(admin.written).toEqual([]);
  });

  test('stays open while suspense of it is open, and says how much', async () => {
    await run('run-1', 0n);
    await bookUnrequested();
    const answer = await close({ reconciliationRunIds: ['run-1'] });
    expect(codesOf(answer)).toEqual(['suspense-open']);
    const [error] = answer.body['errors'] as { message: string }[];
    expect(error!.message).toBe(
      '1000000 minor units of COP stand in suspense:unmatched from 2026-10 or before',
    );
  });

  test('closes once its suspense is cleared, in whatever later month', async () => {
    await run('run-1', 0n);
    await bookUnrequested();
    const from = log.records.length;
    const late = requested(testTransfer(2));
    const occurredAt = (Date.UTC(2026, 10, 3, 12) * 1_000) as Instant;
    log.append({ ...late, value: { ...late.value, occurredAt } });
    await admin.projector.book(log.records.slice(from));
    expect((await close({ reconciliationRunIds: ['run-1'] })).status).toBe(200);
  });

  test('closes over what is open if a person forces it and says why', async () => {
    await bookUnrequested();
    expect(await close({ force: true })).toMatchObject({
      status: 400,
      body: { errors: [{ field: '/reason' }] },
    });
    const answer = await close({ force: true, reason: 'audit' });
    expect(answer).toMatchObject({
      status: 200,
      body: { over: [{ code: 'suspense-open' }, { code: 'reconciliation-run-missing' }] },
    });
    expect((await admin.ask('GET', '/admin/periods')).body).toMatchObject({
      periods: [{ forced: true, reason: 'audit' }],
    });
  });

  test('is never the current one, never closed twice, and never out of order', async () => {
    const forced = { force: true, reason: 'test' };
    expect(codesOf(await close({ ...forced, period: '2026-11' }))).toEqual(['period-not-over']);
    expect((await close({ ...forced, period: '2026-08' })).status).toBe(200);
    expect(codesOf(await close({ ...forced, period: '2026-10' }))).toEqual(['period-not-next']);
    expect((await close({ ...forced, period: '2026-09' })).status).toBe(200);
    expect(codesOf(await close({ ...forced, period: '2026-09' }))).toEqual(['period-closed']);
    expect(admin.written.map(({ markerNumber }) => markerNumber)).toEqual([1, 2]);
  });

  test('closes once when two close it at the same time', async () => {
    const forced = { force: true, reason: 'test' };
    const answers = await Promise.all([close(forced), close(forced)]);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 409]));
    expect(admin.written).toHaveLength(1);
  });

  test('is not judged before the ledger has read what the log holds', async () => {
    isBehind = true;
    expect(await close({ force: true, reason: 'test' })).toMatchObject({
      status: 503,
      body: { code: 'ledger-behind' },
    });
  });

  test('needs the scope and a month', async () => {
    expect((await admin.askWithoutScope('POST', '/admin/periods', {})).status).toBe(403);
    expect((await close({ period: '2026-13' })).status).toBe(400);
  });
});
