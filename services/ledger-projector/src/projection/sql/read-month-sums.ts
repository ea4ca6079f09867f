import { sql } from '@riel/database';
import type { Transaction } from '@riel/database';
import type { MonthSum } from '../closing-sums.ts';

type MonthSumOfText = Omit<MonthSum, 'debit' | 'credit'> & {
  readonly debit: string;
  readonly credit: string;
};

/** What a partition has booked per account and month; a few rows for each account. */
export const readMonthSums = async (
  transaction: Transaction,
  partitionId: number,
): Promise<MonthSum[]> => {
  const { rows } = await sql<MonthSumOfText>`
    select account.code as account, account.currency,
           to_char(balance.booking_date, 'YYYY-MM') as month,
           sum(balance.debit)::text as debit, sum(balance.credit)::text as credit
      from ledger.balances balance
      join ledger.accounts account using (account_id)
     where balance.partition_id = ${partitionId}
     group by 1, 2, 3
  `.execute(transaction);
  return rows.map(({ debit, credit, ...sum }) => ({
    ...sum,
    debit: BigInt(debit),
    credit: BigInt(credit),
  }));
};
