import { sql, type Transaction } from '@riel/database';

/** Transfers of one state that are not final yet, with their age. */
export interface InFlightRow {
  readonly state: string;
  readonly rail: string | null;
  readonly monoAccountId: string | null;
  readonly currency: string;
  readonly count: bigint;
  readonly amount: bigint;
  /** When the oldest of them was requested, microseconds; null if none was requested by us. */
  readonly oldestRequestedAt: bigint | null;
}

/** Count of transfers per state, final ones too. */
export interface StateCount {
  readonly state: string;
  readonly count: bigint;
}

const listed = (ids: readonly string[] | null): string[] | null => (ids === null ? null : [...ids]);

/** Money under way: per state and rail. */
async function readInFlight(
  transaction: Transaction,
  monoAccountIds: readonly string[] | null,
): Promise<readonly InFlightRow[]> {
  const accounts = listed(monoAccountIds);
  const { rows } = await sql<{
    state: string;
    rail: string | null;
    mono_account_id: string | null;
    currency: string;
    count: bigint;
    amount: string;
    oldest: bigint | null;
  }>`
    select state, coalesce(actual_rail, requested_rail) as rail, mono_account_id, currency,
      count(*) as count, sum(amount)::text as amount, min(requested_at) as oldest
    from ledger.v_transfers
    where not is_final
      and (${accounts}::text[] is null or mono_account_id = any(${accounts}::text[]))
    group by state, coalesce(actual_rail, requested_rail), mono_account_id, currency
    order by min(requested_at) nulls last, state`.execute(transaction);
  return rows.map((row) => ({
    state: row.state,
    rail: row.rail,
    monoAccountId: row.mono_account_id,
    currency: row.currency,
    count: row.count,
    amount: BigInt(row.amount),
    oldestRequestedAt: row.oldest,
  }));
}

/** How many transfers are in which state. */
async function readStateCounts(
  transaction: Transaction,
  monoAccountIds: readonly string[] | null,
): Promise<readonly StateCount[]> {
  const accounts = listed(monoAccountIds);
  const { rows } = await sql<StateCount>`
    select state, count(*) as count
    from ledger.v_transfers
    where ${accounts}::text[] is null or mono_account_id = any(${accounts}::text[])
    group by state
    order by state`.execute(transaction);
  return rows;
}

/** What is under way now, and how many transfers are in which state. */
export async function readInFlightNow(
  transaction: Transaction,
  monoAccountIds: readonly string[] | null,
): Promise<{
  readonly rows: readonly InFlightRow[];
  readonly states: readonly StateCount[];
  /** Transfers that are final. */
  readonly ended: number;
}> {
  const rows = await readInFlight(transaction, monoAccountIds);
  const states = await readStateCounts(transaction, monoAccountIds);
  const count = (counted: readonly { readonly count: bigint }[]): number =>
    counted.reduce((sum, one) => sum + Number(one.count), 0);
  return { rows, states, ended: count(states) - count(rows) };
}
