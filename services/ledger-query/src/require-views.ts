import { sql, type Executor } from '@riel/database';
import { ViewsMissingError } from './errors.ts';

/** Every view of the ledger that is read here. */
export const readViews: readonly string[] = [
  'ledger.v_accounts',
  'ledger.v_balances',
  'ledger.v_closing_sums',
  'ledger.v_closings',
  'ledger.v_entries',
  'ledger.v_facts',
  'ledger.v_marks',
  'ledger.v_partitions',
  'ledger.v_postings',
  'ledger.v_subjects',
  'ledger.v_transfers',
];

/** Throws `ViewsMissingError` (`RIEL_VIEWS_MISSING`) naming the views that are not there. */
export async function requireViews(executor: Executor): Promise<void> {
  const { rows } = await sql<{ name: string }>`
    select name from unnest(${[...readViews]}::text[]) as wanted (name)
     where to_regclass(name) is null
     order by name`.execute(executor);
  if (rows.length > 0) throw new ViewsMissingError(rows.map(({ name }) => name));
}
