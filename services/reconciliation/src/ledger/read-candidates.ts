import { sql, type Executor } from '@riel/database';
import { dateOf } from './date-of.ts';

/** A transfer that may stand behind an unexplained rest. */
export interface SimilarTransfer {
  readonly key: string;
  readonly state: string;
}

const SIMILAR_MAX = 5;
const LOOK_BACK_DAYS = 35;

/** Transfers whose amount lies between the two bounds, lately. */
export async function readSimilar(
  executor: Executor,
  monoAccountId: string,
  range: { readonly until: number; readonly from: bigint; readonly to: bigint },
): Promise<readonly SimilarTransfer[]> {
  const date = dateOf(range.until);
  const { rows } = await sql<{ transfer_id: string; state: string }>`
    select transfer_id, state from ledger.v_transfers
     where first_date between ${date}::date - ${LOOK_BACK_DAYS}::integer and ${date}::date
       and mono_account_id = ${monoAccountId} and amount between ${range.from} and ${range.to}
     order by transfer_id
     limit ${SIMILAR_MAX}`.execute(executor);
  return rows.map((row) => ({ key: row.transfer_id, state: row.state }));
}

/** How many transfers settled on each rail in a period of Mono's time. */
export async function readSettlements(
  executor: Executor,
  monoAccountId: string,
  period: { readonly from: number; readonly until: number },
): Promise<readonly { readonly rail: string; readonly count: number }[]> {
  const { rows } = await sql<{ rail: string; count: bigint }>`
    select actual_rail as rail, count(*) as count from ledger.v_transfers
     where first_date <= ${dateOf(period.until)}::date
       and first_date >= ${dateOf(period.from)}::date - ${LOOK_BACK_DAYS}::integer
       and mono_account_id = ${monoAccountId} and actual_rail is not null
       and settled_at > ${BigInt(period.from)} and settled_at <= ${BigInt(period.until)}
     group by actual_rail
     order by actual_rail`.execute(executor);
  return rows.map((row) => ({ rail: row.rail, count: Number(row.count) }));
}

/** Whether an adjustment that names the drift is booked. */
export async function isAdjusted(executor: Executor, driftId: string): Promise<boolean> {
  const { rows } = await sql`
    select from ledger.v_subjects
     where kind = 'adjustment' and position(${driftId} in encoded) > 0
     limit 1`.execute(executor);
  return rows.length > 0;
}
