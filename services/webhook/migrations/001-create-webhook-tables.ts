import { Migration } from '@riel/database';
import { inboxTables, outboxTables } from '@riel/outbox';

/**
 * One row per distinct body that was received with a true signature: the digest makes a repeated
 * delivery cost one update. `event_id` is null where the body states no fact by itself.
 */
const receipts = `
  create table webhook.receipts (
    digest bytea primary key,
    evidence_id uuid not null,
    event_type text not null,
    outcome text not null,
    event_id uuid,
    secret_id text not null,
    signed_at_seconds bigint not null,
    received_at bigint not null,
    last_received_at bigint not null,
    deliveries integer not null
  ) with (fillfactor = 80)`;

/** Facts that were published, by the id that every source of the same fact gives it. */
const facts = `
  create table webhook.facts (
    event_id uuid primary key,
    event_name text not null,
    evidence_id uuid,
    recorded_at bigint not null
  )`;

/** Data keys of the evidence, each sealed to the readers once, so that no row of evidence repeats it. */
const evidenceKeys = `
  create table webhook.evidence_keys (
    data_key_id uuid primary key,
    version smallint not null,
    recipients jsonb not null
  )`;

/**
 * The sealed originals, by month of receipt, apart from what is read every day: a month is detached
 * and dropped when its retention ends. The default partition takes what no month was made for.
 */
const evidence = `
  create table webhook.evidence (
    evidence_id uuid not null,
    received_on date not null,
    received_at bigint not null,
    digest bytea not null,
    secret_id text not null,
    data_key_id uuid not null,
    nonce bytea not null,
    ciphertext bytea not null,
    primary key (evidence_id, received_on)
  ) partition by range (received_on)`;

/** Makes the partition of a month; the service may call it but may not alter tables itself. */
const evidenceMonth = `
  create function webhook.ensure_evidence_month(month date) returns void
  language plpgsql security definer set search_path = pg_catalog as $$
  declare
    first_day date := date_trunc('month', month)::date;
    partition_name text := 'evidence_' || to_char(first_day, 'YYYY_MM');
  begin
    perform pg_advisory_xact_lock(hashtext('webhook.ensure_evidence_month'));
    if to_regclass('webhook.' || partition_name) is null then
      execute format(
        'create table webhook.%I partition of webhook.evidence for values from (%L) to (%L)',
        partition_name, first_day, (first_day + interval '1 month')::date);
      execute format('alter table webhook.%I alter column ciphertext set storage external',
        partition_name);
    end if;
  end $$`;

/** Which transfer of ours a Mono transfer is, as the gateway published it. */
const monoTransfers = `
  create table webhook.mono_transfers (
    mono_transfer_id text primary key,
    transfer_id uuid not null,
    mono_account_id text not null
  )`;

/** Facts that were published under a Mono id because no transfer of ours was known for it. */
const unmatched = `
  create table webhook.unmatched_facts (
    event_id uuid primary key,
    mono_transfer_id text not null,
    event_name text not null,
    payload bytea not null
  )`;

/** What Mono must be asked about: a stale signature, a contradiction, a batch. */
const lookUps = `
  create table webhook.look_ups (
    look_up_id uuid primary key,
    kind text not null check (kind in ('transfer', 'batch', 'collection-intent')),
    object_id text not null,
    reason text not null,
    evidence_id uuid,
    created_at bigint not null,
    due_at bigint not null,
    attempts integer not null default 0,
    last_outcome text
  )`;

/** Creates every table of the schema `webhook`. */
export class CreateWebhookTables extends Migration {
  override up(): void {
    const tables = [
      receipts,
      facts,
      evidenceKeys,
      evidence,
      'create table webhook.evidence_other partition of webhook.evidence default',
      evidenceMonth,
      'revoke all on function webhook.ensure_evidence_month(date) from public',
      monoTransfers,
      unmatched,
      'create index unmatched_facts_of on webhook.unmatched_facts (mono_transfer_id)',
      ...inboxTables('webhook'),
      lookUps,
      'create index look_ups_due on webhook.look_ups (due_at)',
      ...outboxTables('webhook'),
    ];
    for (const statement of tables) this.addSql(statement);
  }
}
