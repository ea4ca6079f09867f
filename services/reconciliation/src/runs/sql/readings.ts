import { sql, type Executor } from '@riel/database';
import type { Run } from '../run.ts';

/** The last balance of the account whose proof was finished before this run; null if there is none. */
export async function readOpening(
  executor: Executor,
  { monoAccountId, runNumber }: Pick<Run, 'monoAccountId' | 'runNumber'>,
  before: number,
): Promise<{ readonly at: number; readonly available: bigint; readonly currency: string } | null> {
  const { rows } = await sql<{ read_at: bigint; available: bigint; currency: string }>`
    select reading.read_at, reading.available, reading.currency
      from reconciliation.readings reading
      join reconciliation.runs run on run.run_number = reading.run_number
     where reading.mono_account_id = ${monoAccountId} and reading.read_at < ${BigInt(before)}
       and run.status = 'completed' and reading.run_number < ${runNumber}
     order by reading.read_at desc
     limit 1`.execute(executor);
  const [row] = rows;
  if (row === undefined) return null;
  return { at: Number(row.read_at), available: row.available, currency: row.currency };
}
