import type { MonoFailure } from '@riel/mono-client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sql } from '@riel/database';
import { stackAddresses } from '../../../test/support/stack-addresses.ts';
import {
  openTestBooks,
  tablesActivated,
  type TestBooks,
} from '../../../test/support/test-books.ts';
import { createTestDatabase, type TestDatabase } from '../../../test/support/test-database.ts';
import { insertRun } from './runs/sql/runs.ts';
import { stepRun } from './runs/step-run.ts';
import type { RunLimits } from './runs/step.ts';
import { countPublished, kindsOf, repeatedIds } from './testing/bed-of-file.ts';
import { interruptedDatabase } from './testing/interrupted-database.ts';
import { openTestBed } from './testing/open-test-bed.ts';
import type { RunBed } from './testing/run-bed.ts';

const ACCOUNT = 'acc_suppliers0000000000000';
const { schemaRegistryUrl } = stackAddresses();

let database: TestDatabase;
let books: TestBooks;
let bed: RunBed;
let failing: (question: string) => MonoFailure | null;
const hidden = new Set<string>();

const open = async (limits: Partial<RunLimits> = {}): Promise<RunBed> => {
  failing = () => null;
  hidden.clear();
  bed = await openTestBed({
    databaseUrl: database.url,
    schemaRegistryUrl,
    accountIds: [ACCOUNT],
    books,
    tablesActivated,
    limits,
    hidden,
    interfere: (question) => failing(question),
  });
  return bed;
};

beforeEach(async () => {
  database = await createTestDatabase();
  books = await openTestBooks({ databaseUrl: database.url, schemaRegistryUrl });
});

afterEach(async () => {
  await bed.close();
  await books.close();
  await database.drop();
});

/** Thirty transfers, of which two settled and one was taken back without a webhook. */
const plantThree = async (): Promise<void> => {
  for (let index = 0; index < 27; index += 1) await bed.settle();
  bed.model.approve(await bed.pay({ rail: 'ach' }));
  bed.model.approve(await bed.pay());
  bed.model.takeBack(await bed.settle());
};
const three = ['state', 'state', 'final-state-changed'];

describe('a run that is killed', () => {
  it('before every commit goes on where it was and publishes each fact once', async () => {
    await open();
    await plantThree();
    let isKilling = false;
    const ports = {
      ...bed.ports,
      database: interruptedDatabase(bed.database, () => {
        isKilling = !isKilling;
        return isKilling;
      }),
    };
    bed.model.pass(1_000_000);
    const runId = await bed.openRun(ACCOUNT);
    const { runNumber } = await bed.runOf(runId);
    for (let kind = ''; kind !== 'completed';) {
      const outcome = await stepRun(runNumber, ports);
      ({ kind } = outcome);
      await bed.drainOutbox();
      bed.model.pass(1_000_000);
    }
    const run = await bed.runOf(runId);
    expect(await kindsOf(bed, run)).toEqual(three);
    expect(run.progress.totals.transfers).toBe(30);
    expect(run.progress.healed).toEqual({ published: 3, booked: 3 });
    expect(run.progress.proof?.difference).toBe(0n);
    expect(repeatedIds(bed)).toEqual([]);
    expect(countPublished(bed, 'ReconciliationCompleted')).toBe(1);
    expect(countPublished(bed, 'DriftResolved')).toBe(3);
    // A state after another one is a change of it, never a second settlement.
    expect(countPublished(bed, 'TransferSettled')).toBe(2);
    expect(countPublished(bed, 'TransferFinalStateChanged')).toBe(1);
  });

  it('between healing and reporting, for a day, heals once and reports once', async () => {
    await open({ healWaitMicroseconds: 0 });
    await plantThree();
    bed.model.pass(1_000_000);
    const runId = await bed.openRun(ACCOUNT);
    for (let phase = ''; phase !== 'proving'; { phase } = await bed.runOf(runId))
      await bed.step(runId);
    bed.model.pass(86_400_000_000);
    const run = await bed.finish(runId);
    expect(run.progress.healed.published).toBe(3);
    expect(repeatedIds(bed)).toEqual([]);
    const again = await bed.reconcile(ACCOUNT);
    expect(await kindsOf(bed, again)).toEqual([]);
    expect(again.progress.healed.published).toBe(0);
    expect(again.progress.proof?.difference).toBe(0n);
  });
});

describe('two instances', () => {
  it('share the steps of one run and do nothing twice', async () => {
    await open();
    await plantThree();
    bed.model.pass(1_000_000);
    const runId = await bed.openRun(ACCOUNT);
    const { runNumber } = await bed.runOf(runId);
    const work = async (): Promise<number> => {
      let steps = 0;
      while ((await bed.runOf(runId)).status === 'running') {
        const { kind } = await stepRun(runNumber, bed.ports);
        if (kind === 'stepped') steps += 1;
        await bed.drainOutbox();
        bed.model.pass(500_000);
      }
      return steps;
    };
    const steps = await Promise.all([work(), work(), work()]);
    const run = await bed.runOf(runId);
    expect(run.status).toBe('completed');
    expect(await kindsOf(bed, run)).toEqual(three);
    expect(steps.every((count) => count > 0)).toBe(true);
    expect(repeatedIds(bed)).toEqual([]);
    expect(run.progress.totals.transfers).toBe(30);
  });

  it('open one run of an account at a time', async () => {
    await open();
    const runId = await bed.openRun(ACCOUNT);
    await expect(bed.openRun(ACCOUNT)).rejects.toThrow('under way');
    const run = await bed.runOf(runId);
    expect(
      await insertRun(bed.database.kysely, {
        ...run,
        runId: '0f8fad5b-d9cb-469f-a165-70867728950e',
      }),
    ).toBeNull();
    expect((await bed.finish(runId)).status).toBe('completed');
    expect((await bed.reconcile(ACCOUNT)).status).toBe('completed');
  });
});

describe("Mono's list", () => {
  it('is read again when a transfer appears among those already read', async () => {
    await open();
    const late = await bed.settle();
    hidden.add(late.mono.id);
    for (let index = 0; index < 24; index += 1) await bed.settle();
    bed.model.pass(1_000_000);
    const runId = await bed.openRun(ACCOUNT);
    while ((await bed.runOf(runId)).progress.listing.read < 10) await bed.step(runId);
    hidden.clear();
    const run = await bed.finish(runId);
    expect(run.progress.listing.sweep).toBe(2);
    expect(run.progress.totals.transfers).toBe(25);
    expect(await kindsOf(bed, run)).toEqual([]);
  });

  it('may hold many transfers of one moment', async () => {
    await open();
    const transfers = [];
    for (let index = 0; index < 37; index += 1) transfers.push(await bed.settle());
    const moment = transfers[5]?.mono.insertedAt ?? null;
    for (const { mono } of transfers.slice(5, 32)) mono.insertedAt = moment;
    const run = await bed.reconcile(ACCOUNT);
    expect(run.progress.totals.transfers).toBe(37);
    expect(await kindsOf(bed, run)).toEqual([]);
  });

  it('that hides what a look-up finds hides no transfer', async () => {
    await open();
    const transfer = await bed.settle();
    bed.model.takeBack(transfer);
    // It was made long before the window, and accepted in it.
    transfer.mono.insertedAt = 1 as never;
    const run = await bed.reconcile(ACCOUNT);
    expect(run.progress.lookUps).toBe(1);
    expect(await kindsOf(bed, run)).toEqual(['final-state-changed']);
  });

  it('that lacks too much is not believed', async () => {
    await open({ lookUpsMax: 5 });
    for (let index = 0; index < 8; index += 1) await bed.settle();
    bed.model.transfers.clear();
    const run = await bed.reconcile(ACCOUNT);
    expect(run.status).toBe('failed');
    expect(run.lastError).toContain('RIEL_RECONCILIATION_TOO_MANY_MISSING');
    expect(countPublished(bed, 'DriftFound')).toBe(0);
  });
});

describe('Mono that does not answer', () => {
  it('delays a run', async () => {
    await open();
    await plantThree();
    let questions = 0;
    failing = () => {
      questions += 1;
      return questions % 5 === 0 ? 'total-timeout' : null;
    };
    const run = await bed.reconcile(ACCOUNT);
    expect(run.status).toBe('completed');
    expect(await kindsOf(bed, run)).toEqual(three);
    expect(repeatedIds(bed)).toEqual([]);
  });

  it('fails it in the end, and the next one is free', async () => {
    await open();
    failing = () => 'connection-refused';
    const run = await bed.reconcile(ACCOUNT);
    expect(run.status).toBe('failed');
    expect(run.lastError).toContain('RIEL_MONO_UNAVAILABLE');
    failing = () => null;
    expect((await bed.reconcile(ACCOUNT)).status).toBe('completed');
  });
});

describe('what is stored', () => {
  it('holds no page and no report that could be changed by the service', async () => {
    await open();
    await plantThree();
    await bed.reconcile(ACCOUNT);
    const { rows } = await sql<{ table_name: string; privilege_type: string }>`
      select table_name, privilege_type from information_schema.role_table_grants
       where grantee = 'riel_reconciliation' and table_schema = 'reconciliation'
         and table_name in ('pages', 'reports', 'readings', 'imported_lines')
         and privilege_type not in ('SELECT', 'INSERT')`.execute(bed.database.kysely);
    expect(rows).toEqual([]);
  });
});
