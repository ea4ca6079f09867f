/** Data keys of the evidence, each sealed to the readers once, so that no row of evidence repeats it. */
const evidenceKeys = `
  create table webhook.evidence_keys (
    data_key_id uuid primary key,
    version smallint not null,
    recipients jsonb not null
  )`;

/**
 * The sealed originals, by month of receipt, apart from what is read every day: a month is dropped
 * whole when its retention ends. The default partition takes what no month was made for.
 */
const evidence = `
  create table webhook.evidence (
    evidence_id uuid not null,
    received_on date not null,
    received_at bigint not null,
    event_type text not null,
    signed_at_seconds bigint not null,
    was_stale boolean not null,
    digest bytea not null,
    secret_id text not null,
    data_key_id uuid not null,
    nonce bytea not null,
    ciphertext bytea not null,
    primary key (evidence_id, received_on)
  ) partition by range (received_on)`;

/**
 * Makes the partition of a month; the service may call it but may not alter tables itself. Rows that
 * came before the partition was there are moved out of the default one, which PostgreSQL demands
 * before it attaches the month.
 */
const ensureMonth = `
  create function webhook.ensure_evidence_month(month date) returns void
  language plpgsql security definer set search_path = pg_catalog as $$
  declare
    first_day date := date_trunc('month', month)::date;
    next_month date := (date_trunc('month', month) + interval '1 month')::date;
    partition_name text := 'evidence_' || to_char(date_trunc('month', month), 'YYYY_MM');
  begin
    if to_regclass('webhook.' || partition_name) is not null then return; end if;
    -- Of the table itself: a lock of another kind would not show what its last holder has made.
    lock table webhook.evidence in share row exclusive mode;
    if to_regclass('webhook.' || partition_name) is not null then return; end if;
    execute format('create table webhook.%I (like webhook.evidence including all)', partition_name);
    execute format('alter table webhook.%I alter column ciphertext set storage external',
      partition_name);
    execute format('with moved as (delete from webhook.evidence_other
        where received_on >= %L and received_on < %L returning *)
      insert into webhook.%I select * from moved', first_day, next_month, partition_name);
    execute format('alter table webhook.evidence attach partition webhook.%I
      for values from (%L) to (%L)', partition_name, first_day, next_month);
  end $$`;

/**
 * Drops the months whose retention has ended and returns their names. Ten years are the least that
 * the law asks of books and their support, so less is refused here, whoever calls.
 */
const dropMonths = `
  create function webhook.drop_evidence_months(retention_years integer, today date)
  returns setof text
  language plpgsql security definer set search_path = pg_catalog as $$
  declare
    partition_name text;
    kept_from date := date_trunc('month', today - make_interval(years => retention_years))::date;
  begin
    if retention_years < 10 then
      raise exception 'evidence is kept for ten years at least' using errcode = '22023';
    end if;
    if today > current_date + 1 then
      raise exception 'today is not a day to come' using errcode = '22023';
    end if;
    perform pg_advisory_xact_lock(hashtext('webhook.evidence_months'));
    for partition_name in
      select relname from pg_class
       where relnamespace = 'webhook'::regnamespace and relkind = 'r'
         and relname ~ '^evidence_[0-9]{4}_[0-9]{2}$'
         and to_date(substr(relname, 10), 'YYYY_MM') + interval '1 month' <= kept_from
       order by relname
    loop
      execute format('drop table webhook.%I', partition_name);
      return next partition_name;
    end loop;
  end $$`;

/** Statements that make the tables of the evidence and the functions that care for their months. */
export const evidenceStatements: readonly string[] = [
  evidenceKeys,
  evidence,
  'create table webhook.evidence_other partition of webhook.evidence default',
  ensureMonth,
  'revoke all on function webhook.ensure_evidence_month(date) from public',
  dropMonths,
  'revoke all on function webhook.drop_evidence_months(integer, date) from public',
];
