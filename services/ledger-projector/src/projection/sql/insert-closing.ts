import { sql } from '@riel/database';
import type { Transaction } from '@riel/database';
import { factIdOf } from '../fact-id.ts';
import type { ClosingRow } from '../rows.ts';

/** Appends a closed month with its sums. Every account of the sums has a row by now. */
export const insertClosing = async (
  transaction: Transaction,
  partitionId: number,
  row: ClosingRow,
): Promise<void> => {
  const factId = factIdOf(partitionId, row.chainNumber);
  await sql`
    insert into ledger.closings (fact_id, period, marker_number, author, reason, forced,
      reconciliation_run_id)
    values (${factId}, ${row.period}, ${row.markerNumber}, ${row.author}, ${row.reason},
      ${row.forced}, ${row.reconciliationRunId})
  `.execute(transaction);
  await sql`
    insert into ledger.closing_sums (fact_id, account_id, debit, credit)
    select ${factId}, account.account_id, sums.debit, sums.credit
      from unnest(${row.sums.map(({ account }) => account)}::text[],
             ${row.sums.map(({ currency }) => currency)}::text[],
             ${row.sums.map(({ debit }) => debit)}::numeric[],
             ${row.sums.map(({ credit }) => credit)}::numeric[])
           as sums (code, currency, debit, credit)
      join ledger.accounts account using (code, currency)
  `.execute(transaction);
};
