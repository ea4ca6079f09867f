import { sql } from '@riel/database';
import type { Executor, Transaction } from '@riel/database';
import type { AccountName } from '../accounts.ts';
import type { AccountRow } from '../account-row.ts';

/** Accounts that were described by tables older than those of the marker. */
export const findOlderAccounts = async (
  executor: Executor,
  tablesNumber: number,
): Promise<AccountName[]> => {
  const { rows } = await sql<AccountName>`
    select code as account, currency from ledger.accounts
     where tables_number < ${tablesNumber}
     order by account_id
  `.execute(executor);
  return rows;
};

/**
 * Describes accounts anew after tables were activated. Nothing that is booked changes: the code
 * stays, and what people read about it follows the newest chart. The lock keeps two partitions that
 * read the same marker from updating the same rows in different orders.
 */
export const refreshAccounts = async (
  transaction: Transaction,
  rows: readonly AccountRow[],
): Promise<void> => {
  const texts = (pick: (row: AccountRow) => string | null) => sql`${rows.map(pick)}::text[]`;
  await sql`
    update ledger.accounts account
       set name = fresh.name, type = fresh.type, normal_side = fresh.normal_side,
           puc_code = fresh.puc_code, beancount_name = fresh.beancount_name,
           mono_account_id = fresh.mono_account_id, rail = fresh.rail,
           tables_number = fresh.tables_number
      from unnest(${texts((row) => row.account)}, ${texts((row) => row.currency)},
             ${texts((row) => row.name)}, ${texts((row) => row.type)},
             ${texts((row) => row.normalSide)}, ${texts((row) => row.pucCode)},
             ${texts((row) => row.beancountName)}, ${texts((row) => row.monoAccountId)},
             ${texts((row) => row.rail)}, ${rows.map((row) => row.tablesNumber)}::integer[])
           as fresh (code, currency, name, type, normal_side, puc_code, beancount_name,
             mono_account_id, rail, tables_number)
     where account.code = fresh.code and account.currency = fresh.currency
       and account.tables_number < fresh.tables_number
  `.execute(transaction);
};

/** Held until the transaction ends; taken before accounts are described anew. */
export const lockAccountDetails = async (transaction: Transaction): Promise<void> => {
  await sql`select pg_advisory_xact_lock(hashtext('riel ledger account details'))`.execute(
    transaction,
  );
};
