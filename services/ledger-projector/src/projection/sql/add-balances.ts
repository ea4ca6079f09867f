import { column, sql, unnestInsert } from '@riel/database';
import type { Transaction } from '@riel/database';
import type { AccountIds } from '../accounts.ts';
import type { BalanceRow } from '../rows.ts';

const columnsOf = (partitionId: number, accountIds: AccountIds) => [
  column<BalanceRow, 'integer'>('account_id', 'integer', (row) => accountIds.idOf(row)),
  column<BalanceRow, 'date'>('booking_date', 'date', (row) => row.bookingDate),
  column<BalanceRow, 'date'>('known_date', 'date', (row) => row.knownDate),
  column<BalanceRow, 'smallint'>('partition_id', 'smallint', () => partitionId),
  column<BalanceRow, 'bigint'>('debit', 'bigint', (row) => row.debit),
  column<BalanceRow, 'bigint'>('credit', 'bigint', (row) => row.credit),
];

const suffix = sql`
  on conflict (account_id, booking_date, known_date, partition_id) do update
     set debit = balances.debit + excluded.debit, credit = balances.credit + excluded.credit
`;

/**
 * Adds the sums of a chunk. The key ends in the partition, so two partitions never wait for each
 * other on an account that both use, however hot it is.
 */
export const addBalances = async (
  transaction: Transaction,
  { partitionId, accountIds }: { readonly partitionId: number; readonly accountIds: AccountIds },
  rows: readonly BalanceRow[],
): Promise<void> => {
  const columns = columnsOf(partitionId, accountIds);
  await unnestInsert({ into: 'ledger.balances', columns, rows, suffix }).execute(transaction);
};
