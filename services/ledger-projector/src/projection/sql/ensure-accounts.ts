import { column, sql, unnestInsert } from '@riel/database';
import type { Transaction } from '@riel/database';
import { accountKey } from '../accounts.ts';
import type { AccountRow } from '../account-row.ts';

const columns = [
  column<AccountRow, 'text'>('code', 'text', (row) => row.account),
  column<AccountRow, 'text'>('currency', 'text', (row) => row.currency),
  column<AccountRow, 'text'>('name', 'text', (row) => row.name),
  column<AccountRow, 'text'>('type', 'text', (row) => row.type),
  column<AccountRow, 'text'>('normal_side', 'text', (row) => row.normalSide),
  column<AccountRow, 'text'>('puc_code', 'text', (row) => row.pucCode),
  column<AccountRow, 'text'>('beancount_name', 'text', (row) => row.beancountName),
  column<AccountRow, 'text'>('mono_account_id', 'text', (row) => row.monoAccountId),
  column<AccountRow, 'text'>('rail', 'text', (row) => row.rail),
  column<AccountRow, 'integer'>('tables_number', 'integer', (row) => row.tablesNumber),
];

/**
 * Makes the accounts that are not there and answers the numbers of all of them, by `accountKey`.
 * Another partition may make the same account at the same time: the second one waits for the first
 * to commit. The rows come in the order of their names, so two of them never wait in a circle.
 */
export const ensureAccounts = async (
  transaction: Transaction,
  rows: readonly AccountRow[],
): Promise<ReadonlyMap<string, number>> => {
  const suffix = sql`on conflict (code, currency) do nothing`;
  await unnestInsert({ into: 'ledger.accounts', columns, rows, suffix }).execute(transaction);
  const found = await sql<{ account_id: number; account: string; currency: string }>`
    select account_id, code as account, currency from ledger.accounts
     where (code, currency) in (
       select * from unnest(${rows.map((row) => row.account)}::text[],
         ${rows.map((row) => row.currency)}::text[]))
  `.execute(transaction);
  return new Map(found.rows.map((row) => [accountKey(row), row.account_id]));
};
