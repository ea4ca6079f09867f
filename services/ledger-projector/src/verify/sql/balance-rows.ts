import { sql } from '@riel/database';
import type { Executor } from '@riel/database';

/** One row of balances. */
export interface StoredBalance {
  readonly accountId: number;
  /** 'YYYY-MM-DD', as `knownDate`. */
  readonly bookingDate: string;
  readonly knownDate: string;
  readonly debit: bigint;
  readonly credit: bigint;
}

type BalanceOfText = Omit<StoredBalance, 'debit' | 'credit'> & {
  readonly debit: string;
  readonly credit: string;
};

const ROWS_PER_FETCH = 2_000;

/** Dates in America/Bogota, both included. */
export interface KnownDates {
  readonly from: string;
  readonly to: string;
}

/**
 * Opens a cursor over the balances of a partition, by known date, account and booking date. The
 * server sorts them on its side, so neither end holds them all in memory.
 */
export const openBalances = async (
  transaction: Executor,
  { partitionId, dates }: { readonly partitionId: number; readonly dates: KnownDates | null },
): Promise<{ next(): Promise<StoredBalance | null> }> => {
  const { from, to } = dates ?? { from: '0001-01-01', to: '9999-12-31' };
  await sql`
    declare balance_rows no scroll cursor for
      select account_id as "accountId", booking_date::text as "bookingDate",
             known_date::text as "knownDate", debit::text, credit::text
        from ledger.balances
       where partition_id = ${sql.lit(partitionId)}
         and known_date between ${sql.lit(from)} and ${sql.lit(to)}
       order by known_date, account_id, booking_date
  `.execute(transaction);
  let fetched: readonly BalanceOfText[] = [];
  let index = 0;
  return {
    next: async () => {
      if (index === fetched.length) {
        const { rows } = await sql<BalanceOfText>`
          fetch ${sql.lit(ROWS_PER_FETCH)} from balance_rows
        `.execute(transaction);
        fetched = rows;
        index = 0;
      }
      const row = fetched[index++];
      return row === undefined
        ? null
        : { ...row, debit: BigInt(row.debit), credit: BigInt(row.credit) };
    },
  };
};

/** Currencies in which all balances together are not zero. */
export const findTrialDifferences = async (
  executor: Executor,
): Promise<{ currency: string; difference: string }[]> => {
  const { rows } = await sql<{ currency: string; difference: string }>`
    select coalesce(account.currency, '?') as currency,
           sum(balance.debit - balance.credit)::text as difference
      from ledger.balances balance
      left join ledger.accounts account on account.account_id = balance.account_id
     group by 1 having sum(balance.debit - balance.credit) <> 0
  `.execute(executor);
  return rows;
};

/** What a partition's balances say of each clearing account, without zeros. */
export const readClearing = async (
  executor: Executor,
  partitionId: number,
): Promise<{ account: string; balance: bigint }[]> => {
  const { rows } = await sql<{ account: string; balance: string }>`
    select account.code || ' ' || account.currency as account,
           sum(balance.debit - balance.credit)::text as balance
      from ledger.balances balance
      join ledger.accounts account on account.account_id = balance.account_id
     where balance.partition_id = ${partitionId} and starts_with(account.code, 'clearing:')
     group by 1 having sum(balance.debit - balance.credit) <> 0
  `.execute(executor);
  return rows.map(({ account, balance }) => ({ account, balance: BigInt(balance) }));
};

/** Names of all accounts. */
export const readAccountNames = async (
  executor: Executor,
): Promise<ReadonlyMap<number, { code: string; currency: string }>> => {
  const { rows } = await sql<{ account_id: number; code: string; currency: string }>`
    select account_id, code, currency from ledger.accounts
  `.execute(executor);
  return new Map(rows.map(({ account_id: id, code, currency }) => [id, { code, currency }]));
};

/** A sum of a closed month that the balances of its partition do not give. */
export interface OddClosing {
  readonly period: string;
  readonly account: string;
}

/**
 * Compares the sums of every closed month with the balances up to its end. Nothing is booked into a
 * closed month, so they stay what they were when it was closed.
 */
export const findOddClosings = async (
  executor: Executor,
  partitionId: number,
): Promise<OddClosing[]> => {
  const { rows } = await sql<OddClosing>`
    with closing as (
      select fact_id, period, (period || '-01')::date + interval '1 month' as end_date
        from ledger.closings where fact_id >> 40 = ${partitionId}
    ), wanted as (
      select closing.fact_id, closing.period, balance.account_id,
             sum(balance.debit) as debit, sum(balance.credit) as credit
        from closing
        join ledger.balances balance
          on balance.partition_id = ${partitionId} and balance.booking_date < closing.end_date
       group by 1, 2, 3
    ), found as (
      select closing.fact_id, closing.period, sums.account_id, sums.debit, sums.credit
        from closing join ledger.closing_sums sums on sums.fact_id = closing.fact_id
    )
    select coalesce(wanted.period, found.period) as period,
           coalesce(account.code || ' ' || account.currency, '?') as account
      from wanted
      full join found on found.fact_id = wanted.fact_id and found.account_id = wanted.account_id
      left join ledger.accounts account
        on account.account_id = coalesce(wanted.account_id, found.account_id)
     where (wanted.debit, wanted.credit) is distinct from (found.debit::numeric, found.credit::numeric)
     order by 1, 2
  `.execute(executor);
  return rows;
};
