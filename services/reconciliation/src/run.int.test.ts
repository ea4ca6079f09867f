import { canonicalTables, exampleTables } from '@riel/books';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { stackAddresses } from '../../../test/support/stack-addresses.ts';
import {
  openTestBooks,
  tablesActivated,
  type TestBooks,
} from '../../../test/support/test-books.ts';
import { createTestDatabase, type TestDatabase } from '../../../test/support/test-database.ts';
import { readRunDrifts } from './drift/sql/run-drifts.ts';
import { MonoModel } from './testing/mono-model.ts';
import { RunBed } from './testing/run-bed.ts';
import type { Run } from './runs/run.ts';

const ACCOUNT = 'acc_suppliers0000000000000';
const { schemaRegistryUrl } = stackAddresses();

let database: TestDatabase;
let books: TestBooks;
let bed: RunBed;
let model: MonoModel;

beforeEach(async () => {
  database = await createTestDatabase();
  books = await openTestBooks({ databaseUrl: database.url, schemaRegistryUrl });
  await books.mark(tablesActivated(1, canonicalTables(exampleTables)));
  model = new MonoModel(Date.parse('2026-03-10T15:00:00Z') * 1_000, [ACCOUNT]);
  bed = await RunBed.open({
    databaseUrl: database.url,
    schemaRegistryUrl,
    books,
    model,
  });
  await bed.deliver(model.credit(ACCOUNT, 100_000_000_000n));
});

afterEach(async () => {
  await bed.close();
  await books.close();
  await database.drop();
});

const kindsOf = async (run: Run): Promise<readonly string[]> => {
  const drifts = await readRunDrifts(bed.database.kysely, run.runNumber, { limit: 100 });
  return drifts.map((one) => one.finding.kind);
};

describe('a run', () => {
  it('finds nothing when all three sides agree', async () => {
    for (let index = 0; index < 25; index += 1) await bed.settle();
    const run = await bed.reconcile(ACCOUNT);
    expect(run.lastError).toBeNull();
    expect(run.status).toBe('completed');
    expect(await kindsOf(run)).toEqual([]);
    expect(run.progress.totals.transfers).toBe(25);
    expect(run.progress.proof?.difference).toBe(0n);
  });

  it('heals a lost webhook once', async () => {
    await bed.settle();
    const lost = await bed.pay({ rail: 'ach' });
    const webhook = model.approve(lost);
    const run = await bed.reconcile(ACCOUNT);
    expect(await kindsOf(run)).toEqual(['state']);
    expect(run.progress.healed).toEqual({ published: 1, booked: 1 });
    expect(run.progress.proof?.difference).toBe(0n);
    await bed.deliver(webhook);
    const again = await bed.reconcile(ACCOUNT);
    expect(await kindsOf(again)).toEqual([]);
    expect(again.progress.proof?.difference).toBe(0n);
  });
});
