import { sql } from '@riel/database';
import type { Executor } from '@riel/database';
import type { OpenSuspense } from '../decide-closing.ts';

/**
 * What stands in suspense at the end of a month and was not taken out since. Suspense is cleared by
 * adjustments that name no fact, so later lines on the other side count for the oldest amount first.
 */
export const readOpenSuspense = async (
  executor: Executor,
  lastDay: string,
): Promise<OpenSuspense[]> => {
  const { rows } = await sql<Omit<OpenSuspense, 'open'> & { readonly open: string }>`
    select code as account, currency,
           (case when at_end > 0 then greatest(at_end - later_credit, 0)
                 else least(at_end + later_debit, 0) end)::text as open
      from (
        select account.code, account.currency,
               coalesce(sum(debit - credit) filter (where booking_date <= ${lastDay}::date), 0) as at_end,
               coalesce(sum(debit) filter (where booking_date > ${lastDay}::date), 0)
                 as later_debit,
               coalesce(sum(credit) filter (where booking_date > ${lastDay}::date), 0)
                 as later_credit
          from ledger.balances
          join ledger.accounts account using (account_id)
         where account.code like 'suspense:%'
         group by account.code, account.currency
      ) sums
     order by code, currency
  `.execute(executor);
  return rows.map((row) => ({ ...row, open: BigInt(row.open) })).filter(({ open }) => open !== 0n);
};
