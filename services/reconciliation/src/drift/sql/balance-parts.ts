import { sql, type Executor } from '@riel/database';

/** One part of how far a live balance and its books are apart. */
export interface BalancePart {
  readonly driftId: string;
  readonly amount: bigint;
  readonly since: number;
  /** What made it a drift of its own. */
  readonly detail: string;
  readonly explanation: string;
  /** True if a person has explained it: it is known and not counted. */
  readonly isAccepted: boolean;
}

/** Parts that still stand: open ones, and those that a person has explained without ending them. */
export async function readBalanceParts(
  executor: Executor,
  monoAccountId: string,
): Promise<readonly BalancePart[]> {
  const { rows } = await sql<{
    drift_id: string;
    amount: bigint;
    first_found_at: bigint;
    detail: string;
    explanation: string;
    status: string;
  }>`
    select drift_id, amount, first_found_at, detail, explanation, status
      from reconciliation.drifts
     where kind = 'balance' and mono_account_id = ${monoAccountId}
       and (status = 'open' or (resolution = 'explained' and author is not null))
     order by first_found_at, drift_id
       for update`.execute(executor);
  return rows.map((row) => ({
    driftId: row.drift_id,
    amount: row.amount,
    since: Number(row.first_found_at),
    detail: row.detail,
    explanation: row.explanation,
    isAccepted: row.status === 'resolved',
  }));
}

/** Ends parts that a person had explained and that are gone now. */
export async function endAcceptedParts(
  executor: Executor,
  driftIds: readonly string[],
): Promise<void> {
  await sql`
    update reconciliation.drifts set resolution = 'adjusted'
     where drift_id = any(${[...driftIds]}::uuid[]) and status = 'resolved'`.execute(executor);
}
