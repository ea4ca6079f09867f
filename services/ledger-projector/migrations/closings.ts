const tables = ['closings', 'closing_sums'] as const;

/**
 * Closed months: what each partition had booked up to the month's end when it read the marker, and
 * the runs of reconciliation that a closing may name.
 */
export const closings: readonly string[] = [
  `create table ledger.closings (
    fact_id bigint primary key,
    period text not null check (period ~ '^[0-9]{4}-[0-9]{2}$'),
    marker_number integer not null,
    author text not null,
    reason text,
    forced boolean not null,
    reconciliation_run_id text
  )`,
  `create table ledger.closing_sums (
    fact_id bigint not null,
    account_id integer not null,
    debit bigint not null check (debit >= 0),
    credit bigint not null check (credit >= 0),
    primary key (fact_id, account_id)
  )`,
  ...tables.map(
    (table) => `create trigger ${table}_append_only
    before update or delete or truncate on ledger.${table}
    for each statement execute function ledger.refuse_change()`,
  ),
  `create view ledger.v_closings as
    select fact_id, (fact_id >> 40)::smallint as partition_id, period, marker_number, author, reason,
      forced, reconciliation_run_id
    from ledger.closings`,
  `create view ledger.v_closing_sums as
    select sums.fact_id, (sums.fact_id >> 40)::smallint as partition_id, closing.period,
      sums.account_id, account.code, account.currency, sums.debit, sums.credit
    from ledger.closing_sums sums
    join ledger.closings closing on closing.fact_id = sums.fact_id
    join ledger.accounts account on account.account_id = sums.account_id`,
  // As reconciliation published them: one row per run and Mono account. No part of the books.
  `create table ledger.reconciliation_runs (
    event_id uuid primary key,
    run_id text not null,
    mono_account_id text not null,
    from_date date not null,
    to_date date not null,
    drift_open bigint not null,
    occurred_at bigint not null
  )`,
  `create index reconciliation_runs_run on ledger.reconciliation_runs (run_id)`,
];
