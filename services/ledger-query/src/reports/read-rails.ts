import { sql, type Transaction } from '@riel/database';

/** Transfers of one requested and one actual rail in one state, with what they cost. */
export interface RailsRow {
  readonly requested: string | null;
  readonly actual: string | null;
  readonly state: string;
  readonly currency: string;
  readonly count: bigint;
  readonly amount: bigint;
  readonly fees: bigint;
  readonly taxes: bigint;
  /** Time from the request to the final state, microseconds at the 50th, 95th and 99th percentile. */
  readonly settleMicroseconds: readonly number[] | null;
}

/** Which transfers a report counts. */
export interface RailsFilter {
  /** First booking date of the request, YYYY-MM-DD. */
  readonly from?: string | undefined;
  /** Last booking date of the request, YYYY-MM-DD. */
  readonly to?: string | undefined;
  /** Mono accounts that the reader may see; null for all. */
  readonly monoAccountIds: readonly string[] | null;
}

/** Requested rail against actual rail: count, amount, fees, taxes and time to settle. */
export async function readRails(
  transaction: Transaction,
  filter: RailsFilter,
): Promise<readonly RailsRow[]> {
  const accounts = filter.monoAccountIds === null ? null : [...filter.monoAccountIds];
  const { rows } = await sql<{
    requested: string | null;
    actual: string | null;
    state: string;
    currency: string;
    count: bigint;
    amount: string;
    fees: string;
    taxes: string;
    percentiles: number[] | null;
  }>`
    select requested_rail as requested, actual_rail as actual, state, currency,
      count(*) as count, sum(amount)::text as amount,
      coalesce(sum(fees), 0)::text as fees, coalesce(sum(taxes), 0)::text as taxes,
      percentile_cont(array[0.5, 0.95, 0.99]) within group (order by (final_at - requested_at))
        as percentiles
    from ledger.v_transfers
    where is_final
      and (${filter.from ?? null}::date is null or first_date >= ${filter.from ?? null}::date)
      and (${filter.to ?? null}::date is null or first_date <= ${filter.to ?? null}::date)
      and (${accounts}::text[] is null or mono_account_id = any(${accounts}::text[]))
    group by requested_rail, actual_rail, state, currency
    order by requested_rail nulls last, actual_rail nulls last, state, currency`.execute(
    transaction,
  );
  return rows.map(({ percentiles, ...row }) => ({
    ...row,
    amount: BigInt(row.amount),
    fees: BigInt(row.fees),
    taxes: BigInt(row.taxes),
    settleMicroseconds: percentiles,
  }));
}
