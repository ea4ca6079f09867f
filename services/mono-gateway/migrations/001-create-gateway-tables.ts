import { Migration } from '@riel/database';
import { inboxTables, outboxTables } from '@riel/outbox';

/** One row per transfer of the log. Instants are microseconds since the epoch. */
const transfers = `
  create table gateway.transfers (
    transfer_id uuid primary key,
    arrival bigint generated always as identity,
    state text not null
      check (state in ('waiting', 'submitted', 'accepted', 'refused', 'cancelled')),
    caller text not null,
    mono_account_id text not null,
    not_after bigint,
    requested_at bigint not null,
    log_partition integer not null,
    log_offset bigint not null,
    request_digest bytea not null,
    traceparent text,
    split_generation integer not null default 0,
    split_group text not null default '',
    must_look_up boolean not null default false,
    due_at bigint not null default 0,
    submission_id uuid,
    cancelled_by text,
    absent_since bigint,
    absent_until bigint,
    mono_transfer_id text,
    reason text,
    finished_at bigint
  ) with (fillfactor = 70)`;

/** The requests of transfers that are not final, as the log holds them: the payee in them is sealed. */
const requests = `
  create table gateway.requests (
    transfer_id uuid primary key,
    payload bytea not null
  )`;

const submissions = `
  create table gateway.submissions (
    submission_id uuid primary key,
    mono_account_id text not null,
    caller text not null,
    split_generation integer not null,
    split_group text not null,
    members uuid[] not null,
    state text not null check (state in ('ready', 'sending', 'looking', 'refusing',
      'refused-after-unknown', 'partly-found', 'done', 'dissolved')),
    due_at bigint not null,
    attempts integer not null default 0,
    failures integer not null default 0,
    has_unknown boolean not null default false,
    first_clean_at bigint,
    last_outcome text,
    refusal jsonb,
    created_at bigint not null,
    unknown_since bigint,
    changed_at bigint not null
  ) with (fillfactor = 70)`;

/** The exact bytes of each submission, sealed to the gateway itself. A row is never changed. */
const bodies = `
  create table gateway.submission_bodies (
    submission_id uuid primary key,
    digest bytea not null,
    data_key_id uuid not null,
    nonce bytea not null,
    ciphertext bytea not null,
    stored_at bigint not null
  )`;

/** Data keys of the bodies, each sealed once, so that no body repeats it. */
const dataKeys = `
  create table gateway.data_keys (
    data_key_id uuid primary key,
    version smallint not null,
    recipients jsonb not null
  )`;

const attempts = `
  create table gateway.attempts (
    submission_id uuid not null,
    number integer not null,
    key_id text not null,
    holder_id uuid not null,
    started_at bigint not null,
    ended_at bigint,
    outcome text,
    http_status integer,
    mono_log_id text,
    primary key (submission_id, number)
  ) with (fillfactor = 70)`;

/** Requests that only read and are open now: what the revocation of a key waits for. */
const openReads = `
  create table gateway.open_reads (
    read_id uuid primary key,
    key_id text not null,
    started_at bigint not null
  )`;

/** One row per Mono account. `holder_id` fences: who does not stand there records no attempt. */
const lanes = `
  create table gateway.lanes (
    mono_account_id text primary key,
    holder_id uuid,
    held_since bigint,
    stopped_reason text,
    stopped_at bigint
  )`;

/** What operators have stopped: `all`, `account:<id>` or `caller:<name>`. */
const pauses = `
  create table gateway.pauses (
    scope text primary key,
    reason text not null,
    author text not null,
    paused_at bigint not null
  )`;

const apiKeys = `
  create table gateway.api_keys (
    key_id text primary key,
    status text not null check (status in ('active', 'retired', 'revoked')),
    changed_at bigint not null
  )`;

/** Who did what and why: keys, pauses, work on submissions. Only added to. */
const operatorActions = `
  create table gateway.operator_actions (
    action_number bigint generated always as identity primary key,
    action text not null,
    subject text not null,
    author text not null,
    reason text,
    acted_at bigint not null
  )`;

const bankLists = `
  create table gateway.bank_lists (
    kind text primary key,
    digest bytea not null,
    published_at bigint not null
  )`;

/** Offsets that the broker holds for our group: transfers beyond them are not sent yet. */
const brokerOffsets = `
  create table gateway.broker_offsets (
    topic text not null,
    partition integer not null,
    next_offset bigint not null,
    primary key (topic, partition)
  ) with (fillfactor = 50)`;

/** The database cluster that this schema knows itself in. Another one means that it was restored. */
const servers = `
  create table gateway.servers (
    only_row boolean primary key default true check (only_row),
    system_identifier bigint not null,
    timeline integer not null
  )`;

/** Times at which the database was found to have forgotten, and up to where the log is read again. */
const recoveries = `
  create table gateway.recoveries (
    recovery_number bigint generated always as identity primary key,
    reason text not null,
    noticed_at bigint not null,
    targets jsonb not null,
    read_at bigint,
    finished_at bigint
  )`;

const indexes = [
  `create index transfers_waiting on gateway.transfers (mono_account_id, arrival)
    where state = 'waiting'`,
  `create index transfers_submitted on gateway.transfers (submission_id)
    where state = 'submitted'`,
  `create index transfers_known on gateway.transfers (mono_account_id, finished_at desc)
    where state = 'accepted'`,
  `create index submissions_open on gateway.submissions (mono_account_id, state, due_at)
    where state not in ('done', 'dissolved')`,
  'create index attempts_open on gateway.attempts (key_id) where ended_at is null',
];

/** Creates every table of the schema `gateway`. */
export class CreateGatewayTables extends Migration {
  override up(): void {
    const tables = [
      transfers,
      requests,
      submissions,
      bodies,
      dataKeys,
      attempts,
      openReads,
      lanes,
      pauses,
      apiKeys,
      operatorActions,
      bankLists,
      brokerOffsets,
      servers,
      recoveries,
      ...indexes,
      ...inboxTables('gateway'),
      ...outboxTables('gateway'),
    ];
    for (const statement of tables) this.addSql(statement);
  }
}
