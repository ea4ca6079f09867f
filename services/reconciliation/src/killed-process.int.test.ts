import { sql } from '@riel/database';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { stackAddresses } from '../../../test/support/stack-addresses.ts';
import {
  openTestBooks,
  tablesActivated,
  type TestBooks,
} from '../../../test/support/test-books.ts';
import { createTestDatabase, type TestDatabase } from '../../../test/support/test-database.ts';
import { kindsOf } from './testing/bed-of-file.ts';
import { createReconciliationFiles, type ReconciliationFiles } from './testing/key-files.ts';
import { startKillable, type KillableProcess } from './testing/killable-process.ts';
import { startModelServer, type ModelServer } from './testing/model-server.ts';
import { openTestBed } from './testing/open-test-bed.ts';
import type { RunBed } from './testing/run-bed.ts';

const { schemaRegistryUrl, kafkaBrokers } = stackAddresses();
const ACCOUNT = 'acc_killed0000000000000000';
const VIEWER_KEY = 'mono_viewer';
const TRANSFERS = 45;
/** Of one life: the page of the first is committed by then, the second is being stored. */
const PAGES_OF_A_LIFE = 3;

let database: TestDatabase;
let books: TestBooks;
let bed: RunBed;
let mono: ModelServer;
let files: ReconciliationFiles;
let pages = 0;
let onPage = (): void => undefined;

beforeAll(async () => {
  database = await createTestDatabase();
  const addresses = { databaseUrl: database.url, schemaRegistryUrl };
  books = await openTestBooks(addresses);
  bed = await openTestBed({ ...addresses, accountIds: [ACCOUNT], books, tablesActivated });
  for (let index = 0; index < TRANSFERS - 2; index += 1) await bed.settle({ accountId: ACCOUNT });
  bed.model.approve(await bed.pay({ accountId: ACCOUNT }));
  bed.model.takeBack(await bed.settle({ accountId: ACCOUNT }));
  bed.model.pass(1_000_000);
  mono = await startModelServer(bed.model, {
    viewerKey: VIEWER_KEY,
    onPage: () => {
      pages += 1;
      onPage();
    },
  });
  files = await createReconciliationFiles(VIEWER_KEY);
});

afterAll(async () => {
  await mono.stop();
  await files.remove();
  await bed.close();
  await books.close();
  await database.drop();
});

const start = (onSpawned: (kill: () => void) => void = () => undefined): Promise<KillableProcess> =>
  startKillable(
    {
      ...files.environment,
      LOG_LEVEL: 'error',
      DATABASE_URL: database.url,
      KAFKA_BROKERS: kafkaBrokers.join(),
      SCHEMA_REGISTRY_URL: schemaRegistryUrl,
      MONO_BASE_URL: mono.url,
      PAGE_TRANSFERS: '10',
      HEAL_WAIT_SECONDS: '2',
    },
    onSpawned,
  );

const phaseIs = async (runId: string, phase: string): Promise<boolean> =>
  (await bed.runOf(runId)).phase === phase;

it('goes on after SIGKILL at pages and between healing and report, and two instances end it once', async () => {
  const runId = await bed.openRun(ACCOUNT);
  const read: number[] = [];
  for (let life = 0; life < 3; life += 1) {
    let left = PAGES_OF_A_LIFE;
    const { exited } = await start((kill) => {
      onPage = () => {
        left -= 1;
        if (left === 0) kill();
      };
    });
    await exited;
    onPage = () => undefined;
    read.push((await bed.runOf(runId)).progress.listing.read);
  }
  expect(read[0]).toBeGreaterThan(0);
  expect(read).toEqual(read.toSorted((one, other) => one - other));
  const healing = await start();
  await vi.waitUntil(() => phaseIs(runId, 'settling'), { timeout: 30_000, interval: 5 });
  healing.kill();
  await healing.exited;
  const instances = await Promise.all([start(), start()]);
  await vi.waitUntil(async () => (await bed.runOf(runId)).status === 'completed', {
    timeout: 30_000,
    interval: 50,
  });
  for (const instance of instances) {
    instance.kill();
    await instance.exited;
  }
  const run = await bed.runOf(runId);
  expect(await kindsOf(bed, run)).toEqual(['state', 'final-state-changed']);
  expect(run.progress.totals.transfers).toBe(TRANSFERS);
  expect(run.progress.proof?.difference).toBe(0n);
  const { rows } = await sql<{ listed: bigint; reports: bigint; heals: bigint }>`
    select (select sum(items) from reconciliation.pages where source = 'list') as listed,
      (select count(*) from reconciliation.reports) as reports,
      (select count(*) from reconciliation.heals) as heals`.execute(bed.database.kysely);
  expect(rows).toEqual([{ listed: BigInt(TRANSFERS), reports: 1n, heals: 2n }]);
  expect(pages).toBeGreaterThan(PAGES_OF_A_LIFE * 3);
}, 120_000);
