import { Migration } from '@riel/database';
import { outboxTables } from '@riel/outbox';

/** One comparison of one Mono account. `progress` is the whole of what a step needs to go on. */
const runs = `
  create table reconciliation.runs (
    run_number bigint generated always as identity primary key,
    run_id uuid not null unique,
    mono_account_id text not null,
    kind text not null check (kind in ('daily', 'full', 'asked')),
    from_at bigint not null,
    until_at bigint not null,
    from_date date not null,
    to_date date not null,
    asked_by text not null,
    asked_at bigint not null,
    status text not null check (status in ('running', 'completed', 'failed')),
    phase text not null,
    progress text not null,
    due_at bigint not null,
    attempts integer not null default 0,
    last_error text,
    finished_at bigint
  ) with (fillfactor = 50)`;

/** What Mono and the ledger said, as it was read; a report is computed from these rows alone. */
const pages = `
  create table reconciliation.pages (
    run_number bigint not null,
    page_number integer not null,
    source text not null,
    items integer not null,
    content bytea not null,
    primary key (run_number, page_number)
  )`;

/** Mono's transfers and payments that a run has read, until it ends: what is missing is not here. */
const seen = `
  create table reconciliation.seen (
    run_number bigint not null,
    mono_id text not null,
    subject_key text not null,
    is_approved boolean not null,
    primary key (run_number, mono_id)
  )`;

/** A difference between our books and Mono's, from the day it was found to the day it was resolved. */
const drifts = `
  create table reconciliation.drifts (
    drift_id uuid primary key,
    kind text not null,
    subject text not null,
    mono_transfer_id text,
    mono_account_id text,
    amount bigint not null,
    currency text not null,
    detail text not null,
    explanation text not null,
    evidence text not null,
    remedy text,
    about_at bigint,
    first_found_at bigint not null,
    last_found_at bigint not null,
    last_run_number bigint,
    times_opened integer not null default 1,
    status text not null check (status in ('open', 'resolved')),
    resolution text,
    author text,
    reason text,
    resolved_at bigint,
    check ((status = 'resolved') = (resolution is not null))
  ) with (fillfactor = 70)`;

/** What one run found, in the order of its pages, with what a report says of it. */
const runDrifts = `
  create table reconciliation.run_drifts (
    run_number bigint not null,
    drift_id uuid not null,
    ordinal integer not null,
    finding text not null,
    first_found_at bigint not null,
    is_accepted boolean not null,
    effect bigint not null default 0,
    healing text,
    primary key (run_number, drift_id)
  )`;

/** Facts that were published because Mono states them and the log lacked them. */
const heals = `
  create table reconciliation.heals (
    event_id uuid primary key,
    drift_id uuid,
    run_number bigint,
    event_name text not null,
    subject text not null,
    published_at bigint not null,
    booked_at bigint
  )`;

/** Live balances as Mono gave them, with the cached one that was read beside them and never used. */
const readings = `
  create table reconciliation.readings (
    mono_account_id text not null,
    read_at bigint not null,
    available bigint not null,
    currency text not null,
    cached_available bigint,
    cached_at bigint,
    run_number bigint not null,
    primary key (mono_account_id, read_at)
  )`;

/** Finished reports: each names the one before it, so that none can be taken out or changed unseen. */
const reports = `
  create table reconciliation.reports (
    run_number bigint primary key,
    mono_account_id text not null,
    chain_number bigint not null,
    previous_digest text not null,
    digest text not null,
    signature bytea not null,
    key_id text not null,
    drift_count integer not null,
    created_at bigint not null,
    json bytea not null,
    csv bytea not null,
    html bytea not null,
    unique (mono_account_id, chain_number)
  )`;

/** Transfers past their rail's time that the watcher looks up between runs. */
const watched = `
  create table reconciliation.watched (
    transfer_id text primary key,
    expected_by bigint not null,
    due_at bigint not null,
    attempts integer not null default 0,
    last_outcome text
  )`;

/** Lines of Mono's exported reports that were taken, by whom. */
const importedLines = `
  create table reconciliation.imported_lines (
    event_id uuid primary key,
    mono_object_id text not null,
    mono_account_id text not null,
    amount bigint not null,
    currency text not null,
    booking_date date not null,
    author text not null,
    was_forced boolean not null,
    imported_at bigint not null
  )`;

/** Creates every table of the schema `reconciliation`. */
export class CreateReconciliationTables extends Migration {
  override up(): void {
    const statements = [
      runs,
      `create unique index runs_one_at_a_time on reconciliation.runs (mono_account_id)
         where status = 'running'`,
      'create index runs_of_account on reconciliation.runs (mono_account_id, run_number)',
      pages,
      'alter table reconciliation.pages alter column content set storage external',
      seen,
      'create index seen_subject on reconciliation.seen (run_number, subject_key)',
      drifts,
      `create index drifts_open on reconciliation.drifts (mono_account_id, kind)
         where status = 'open'`,
      runDrifts,
      heals,
      `create index heals_unbooked on reconciliation.heals (published_at) where booked_at is null`,
      'create index heals_of_run on reconciliation.heals (run_number)',
      readings,
      reports,
      watched,
      'create index watched_due on reconciliation.watched (due_at)',
      importedLines,
      ...outboxTables('reconciliation'),
    ];
    for (const statement of statements) this.addSql(statement);
  }
}
