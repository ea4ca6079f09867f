import { bookedEvents, entryKinds } from './words.ts';

const enumType = (name: string, words: readonly string[]): string =>
  `create type ledger.${name} as enum (${words.map((word) => `'${word}'`).join(', ')})`;

/**
 * The tables of the ledger.
 *
 * A fact is named by one bigint, `fact_id = partition_id * 2^40 + chain_number`: it starts with the
 * partition, as every unique key here does, and keeps keys and joins at eight bytes. `partition_id`
 * is `1024 * number of the topic + Kafka partition`, so a replay gives every row the same key.
 * Instants are microseconds since the epoch in UTC; amounts are minor units, positive for a debit.
 */
export const tables: readonly string[] = [
  enumType('event_name', [...bookedEvents, 'SetAside']),
  enumType('entry_kind', entryKinds),
  `create table ledger.partitions (
    partition_id smallint primary key,
    topic text not null,
    partition integer not null,
    cluster_id text not null,
    next_offset bigint not null default 0 check (next_offset >= 0),
    last_offset bigint,
    last_record_digest bytea check (octet_length(last_record_digest) = 32),
    chain_number bigint not null default 0 check (chain_number >= 0),
    chain_hash bytea not null check (octet_length(chain_hash) = 32),
    known_at bigint,
    marker_number integer not null default 0 check (marker_number >= 0),
    tables_number integer,
    closed_through text check (closed_through ~ '^[0-9]{4}-[0-9]{2}$'),
    unique (topic, partition),
    check ((last_offset is null) = (last_record_digest is null)),
    check (last_offset is null or last_offset < next_offset)
  )`,
  // The one series of markers as it was written to the log. The bytes are kept so that a marker whose
  // writing was interrupted goes out again unchanged.
  `create table ledger.markers (
    marker_number integer primary key check (marker_number > 0),
    event_name text not null,
    event_id uuid not null unique,
    payload bytea not null,
    content_digest bytea not null check (octet_length(content_digest) = 32),
    author text not null,
    occurred_at bigint not null,
    written_at bigint
  )`,
  // Tables as they were read from the log, the same for every partition.
  `create table ledger.tables (
    marker_number integer primary key,
    event_id uuid not null,
    tables_digest bytea not null check (octet_length(tables_digest) = 32),
    content text not null,
    occurred_at bigint not null,
    author text not null
  )`,
  `create table ledger.accounts (
    account_id integer generated always as identity primary key,
    code text not null,
    currency text not null,
    name text,
    type text,
    normal_side text,
    puc_code text,
    beancount_name text,
    mono_account_id text,
    rail text,
    tables_number integer not null,
    unique (code, currency)
  )`,
  `create table ledger.facts (
    fact_id bigint primary key,
    occurred_at bigint,
    recorded_at bigint,
    known_at bigint,
    log_offset bigint not null,
    event_id uuid not null,
    partition_id smallint not null,
    variant smallint not null,
    event_name ledger.event_name not null,
    subject_key text not null,
    digest bytea not null check (octet_length(digest) = 32),
    chain_hash bytea not null check (octet_length(chain_hash) = 32),
    unique (partition_id, event_id, variant),
    check (fact_id >> 40 = partition_id)
  )`,
  // An entry is its postings: what they have in common stands on each of them, at no cost, because
  // rows are padded to eight bytes; line 0 stands for the entry. The index holds equal keys once,
  // which a unique one could not; a fact is booked once because ledger.facts has it once.
  `create table ledger.postings (
    fact_id bigint not null,
    amount bigint not null check (amount <> 0),
    account_id integer not null,
    booking_date date not null,
    kind ledger.entry_kind not null,
    entry_number smallint not null check (entry_number >= 0),
    line smallint not null check (line >= 0)
  )`,
  `create index postings_fact on ledger.postings (fact_id)`,
  // The settlements that entries take back: rare, so apart.
  `create table ledger.reversals (
    fact_id bigint not null,
    entry_number smallint not null,
    reverses uuid not null,
    primary key (fact_id, entry_number)
  )`,
  `create index postings_account on ledger.postings (account_id, booking_date)`,
  // `fact_numbers` are the chain numbers of the subject's facts in the order of the log, five bytes
  // each: with them no index on facts by subject is needed.
  `create table ledger.subjects (
    partition_id smallint not null,
    subject_key text not null,
    kind text not null,
    state text not null,
    is_final boolean not null,
    requested_rail text,
    actual_rail text,
    rail_evidence text,
    amount bigint,
    settled_amount bigint,
    currency text,
    mono_account_id text,
    mono_transfer_id text,
    caller text,
    third_party_id text,
    clearing_held bigint not null default 0,
    fees bigint not null default 0,
    taxes bigint not null default 0,
    first_date date not null,
    requested_at bigint,
    accepted_at bigint,
    final_at bigint,
    fact_numbers bytea not null,
    encoded text not null,
    primary key (partition_id, subject_key),
    constraint subjects_final_has_nothing_in_clearing check (not is_final or clearing_held = 0)
  ) with (fillfactor = 90, autovacuum_vacuum_scale_factor = 0.05)`,
  // Rows stand nearly in the order of their first date, so a summary per block range is enough; it
  // also leaves updates in place, which an ordinary index would not.
  `create index subjects_first_date on ledger.subjects
    using brin (first_date) with (pages_per_range = 16, autosummarize = on)`,
  `create index subjects_in_flight on ledger.subjects (first_date) where not is_final`,
  `create table ledger.balances (
    account_id integer not null,
    booking_date date not null,
    known_date date not null,
    partition_id smallint not null,
    debit bigint not null check (debit >= 0),
    credit bigint not null check (credit >= 0),
    primary key (account_id, booking_date, known_date, partition_id)
  ) with (fillfactor = 50)`,
  `create table ledger.marks (
    fact_id bigint not null,
    mark_number smallint not null,
    kind text not null,
    amount bigint not null,
    currency text not null,
    about text not null,
    primary key (fact_id, mark_number)
  )`,
  // The bytes themselves stay in the log alone: they may hold personal data.
  `create table ledger.set_aside (
    fact_id bigint primary key,
    code text not null,
    reason text not null,
    size_bytes integer not null,
    trace_id text
  )`,
  // How far the entries of each partition were relayed to riel.ledger-entries.v1.
  `create table ledger.entry_cursors (
    partition_id smallint primary key,
    relayed_chain_number bigint not null default 0
  )`,
];
