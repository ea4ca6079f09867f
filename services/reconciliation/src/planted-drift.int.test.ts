import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stackAddresses } from '../../../test/support/stack-addresses.ts';
import {
  openTestBooks,
  tablesActivated,
  type TestBooks,
} from '../../../test/support/test-books.ts';
import { createTestDatabase, type TestDatabase } from '../../../test/support/test-database.ts';
import { readRunDrifts } from './drift/sql/run-drifts.ts';
import { comparedKinds } from './matching/drift-kinds.ts';
import { recomputeReport } from './report/recompute.ts';
import type { Run } from './runs/run.ts';
import { openTestBed } from './testing/open-test-bed.ts';
import { plantedCases } from './testing/planted-cases.ts';
import type { RunBed } from './testing/run-bed.ts';

const { schemaRegistryUrl } = stackAddresses();
const accountOf = (index: number): string => `acc_${String(index).padStart(22, '0')}`;

let database: TestDatabase;
let books: TestBooks;
let bed: RunBed;

beforeAll(async () => {
  database = await createTestDatabase();
  books = await openTestBooks({ databaseUrl: database.url, schemaRegistryUrl });
  const accountIds = plantedCases.map((_one, index) => accountOf(index));
  const addresses = { databaseUrl: database.url, schemaRegistryUrl };
  bed = await openTestBed({ ...addresses, accountIds, books, tablesActivated });
});

afterAll(async () => {
  await bed.close();
  await books.close();
  await database.drop();
});

const kindsOf = async (run: Run): Promise<readonly string[]> => {
  const drifts = await readRunDrifts(bed.database.kysely, run.runNumber, { limit: 100 });
  return drifts.map((one) => one.finding.kind);
};

describe('a drift planted in the sandbox or the ledger', () => {
  it('is there of every kind that comparing finds; a record that cannot be decoded has its own test', () => {
    const tried = new Set(plantedCases.flatMap((one) => one.found));
    expect(comparedKinds.filter((kind) => !tried.has(kind))).toEqual(['undecodable']);
  });

  it.each(plantedCases.map((one, index) => ({ ...one, accountId: accountOf(index) })))(
    '$name',
    async ({ accountId, plant, found, after, unexplained = 0n }) => {
      await bed.settle({ accountId });
      await plant(bed, accountId);
      await bed.settle({ accountId });
      const first = await bed.reconcile(accountId);
      expect(first.lastError).toBeNull();
      expect(await kindsOf(first)).toEqual(found);
      expect(first.progress.proof?.difference).toBe(unexplained);
      const second = await bed.reconcile(accountId);
      expect(await kindsOf(second)).toEqual(after);
      expect(second.progress.proof?.difference).toBe(unexplained);
      for (const run of [first, second]) {
        const recomputed = await recomputeReport(run, bed.ports);
        expect(recomputed).toMatchObject({ isSame: true, isChained: true, isSigned: true });
      }
    },
  );
});
