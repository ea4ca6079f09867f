import { sql } from '@riel/database';
import type { Executor } from '@riel/database';
import type { ReconciliationCompleted } from '@riel/schemas';
import type { RunPart } from '../decide-closing.ts';

interface Row {
  readonly run_id: string;
  readonly mono_account_id: string;
  readonly from_date: string;
  readonly to_date: string;
  readonly drift_open: bigint;
}

/** Keeps what a run says of one Mono account; told twice it changes nothing. */
export const storeRun = async (executor: Executor, run: ReconciliationCompleted): Promise<void> => {
  await sql`
    insert into ledger.reconciliation_runs (event_id, run_id, mono_account_id, from_date, to_date,
      drift_open, occurred_at)
    values (${run.eventId}, ${run.runId}, ${run.monoAccountId}, ${run.fromDate}, ${run.toDate},
      ${run.driftOpen}, ${BigInt(run.occurredAt)})
    on conflict do nothing
  `.execute(executor);
};

/** What runs say of each Mono account, their last word where they said several. */
export const findRuns = async (
  executor: Executor,
  runIds: readonly string[],
): Promise<RunPart[]> => {
  const { rows } = await sql<Row>`
    select distinct on (run_id, mono_account_id) run_id, mono_account_id, from_date::text,
           to_date::text, drift_open
      from ledger.reconciliation_runs
     where run_id = any(${[...runIds]}::text[])
     order by run_id, mono_account_id, occurred_at desc, event_id
  `.execute(executor);
  return rows.map((row) => ({
    runId: row.run_id,
    monoAccountId: row.mono_account_id,
    fromDate: row.from_date,
    toDate: row.to_date,
    driftOpen: row.drift_open,
  }));
};
