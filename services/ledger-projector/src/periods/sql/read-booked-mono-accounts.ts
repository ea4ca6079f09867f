import { sql } from '@riel/database';
import type { Executor } from '@riel/database';

/** Mono accounts whose cash was booked in a month, sorted. */
export const readBookedMonoAccounts = async (
  executor: Executor,
  { firstDay, lastDay }: { readonly firstDay: string; readonly lastDay: string },
): Promise<string[]> => {
  const { rows } = await sql<{ mono_account_id: string }>`
    select distinct account.mono_account_id
      from ledger.balances balance
      join ledger.accounts account using (account_id)
     where account.code like 'assets:mono:%' and account.mono_account_id is not null
       and balance.booking_date between ${firstDay}::date and ${lastDay}::date
     order by 1
  `.execute(executor);
  return rows.map(({ mono_account_id: monoAccountId }) => monoAccountId);
};
