import type { Tables } from '@riel/books';
import type { Transaction } from '@riel/database';
import { accountRow } from './account-row.ts';
import type { AccountDirectory } from './accounts.ts';
import type { ChunkPlan } from './chunk-draft.ts';
import { addBalances } from './sql/add-balances.ts';
import { ensureAccounts } from './sql/ensure-accounts.ts';
import { insertClosing } from './sql/insert-closing.ts';
import { insertFacts } from './sql/insert-facts.ts';
import { insertMarks } from './sql/insert-marks.ts';
import { insertPostings } from './sql/insert-postings.ts';
import { insertReversals } from './sql/insert-reversals.ts';
import { insertSetAside } from './sql/insert-set-aside.ts';
import { insertTables } from './sql/insert-tables.ts';
import { findOlderAccounts, lockAccountDetails, refreshAccounts } from './sql/refresh-accounts.ts';
import { saveSubjects } from './sql/save-subjects.ts';

const noNumbers: ReadonlyMap<string, number> = new Map();

/**
 * Writes the rows of a chunk, a statement per table, and answers the numbers of accounts that the
 * transaction has made, to be remembered after its commit. Tables and accounts, the only rows that
 * partitions share, come first and in this order everywhere, so no two chunks wait in a circle.
 */
export const writePlan = async (
  transaction: Transaction,
  plan: ChunkPlan,
  { partitionId, directory }: { partitionId: number; directory: AccountDirectory },
): Promise<ReadonlyMap<string, number>> => {
  for (const row of plan.newTables) {
    await insertTables(transaction, row);
  }
  await describeAccounts(transaction, plan);
  const added = await addAccounts(transaction, plan, directory);
  const accountIds = directory.with(added);
  await ifAny(plan.facts, (rows) => insertFacts(transaction, partitionId, rows));
  await ifAny(plan.postings, (rows) =>
    insertPostings(transaction, { partitionId, accountIds }, rows),
  );
  await ifAny(plan.reversals, (rows) => insertReversals(transaction, partitionId, rows));
  await ifAny(plan.subjects, (rows) => saveSubjects(transaction, partitionId, rows));
  await ifAny(plan.balances, (rows) => addBalances(transaction, { partitionId, accountIds }, rows));
  await ifAny(plan.marks, (rows) => insertMarks(transaction, partitionId, rows));
  await ifAny(plan.setAside, (rows) => insertSetAside(transaction, partitionId, rows));
  for (const row of plan.closings) {
    await insertClosing(transaction, partitionId, row);
  }
  return added;
};

const ifAny = async <Row>(
  rows: readonly Row[],
  write: (rows: readonly Row[]) => Promise<void>,
): Promise<void> => {
  if (rows.length > 0) {
    await write(rows);
  }
};

const describeAccounts = async (transaction: Transaction, plan: ChunkPlan): Promise<void> => {
  const inForce = tablesInForce(plan);
  if (plan.newTables.length === 0 || inForce === null) {
    return;
  }
  await lockAccountDetails(transaction);
  const older = await findOlderAccounts(transaction, inForce.number);
  await ifAny(older, (names) =>
    refreshAccounts(
      transaction,
      names.map((name) => accountRow(name, inForce)),
    ),
  );
};

const addAccounts = async (
  transaction: Transaction,
  plan: ChunkPlan,
  directory: AccountDirectory,
): Promise<ReadonlyMap<string, number>> => {
  const unknown = directory.unknownOf(plan.balances);
  const inForce = tablesInForce(plan);
  if (unknown.length === 0 || inForce === null) {
    return noNumbers;
  }
  return ensureAccounts(
    transaction,
    unknown.map((name) => accountRow(name, inForce)),
  );
};

const tablesInForce = ({
  inForce,
  tables,
}: ChunkPlan): { readonly number: number; readonly tables: Tables } | null =>
  inForce.tablesNumber === null || tables === null
    ? null
    : { number: inForce.tablesNumber, tables };
