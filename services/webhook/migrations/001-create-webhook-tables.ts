import { Migration } from '@riel/database';
import { inboxTables, outboxTables } from '@riel/outbox';
import { evidenceStatements } from './evidence-tables.ts';

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

/**
 * Facts that were published or are held, by the id that every source of the same fact gives it.
 * `final_state` is the state of a transfer that can still change into the other one.
 */
const facts = `
  create table webhook.facts (
    event_id uuid primary key,
    event_name text not null,
    object_id text not null,
    final_state text,
    occurred_at bigint not null,
    evidence_id uuid,
    recorded_at bigint not null
  )`;

/** Which transfer of ours a Mono transfer is, as the gateway published it or Mono told it. */
const monoTransfers = `
  create table webhook.mono_transfers (
    mono_transfer_id text primary key,
    transfer_id uuid not null,
    mono_account_id text not null,
    known_at bigint not null
  )`;

/**
 * Facts of Mono transfers that are not known to be ours. `hold_until` is null once the fact was
 * published under the Mono id; until then it waits for Mono to say whose it is, but not longer.
 */
const unmatched = `
  create table webhook.unmatched_facts (
    event_id uuid primary key,
    mono_transfer_id text not null,
    event_name text not null,
    payload bytea not null,
    recorded_at bigint not null,
    hold_until bigint
  )`;

/**
 * What Mono must be asked about: a stale signature, a contradiction, a batch, the other transfer of a
 * duplicate. `held_event` is the fact that waits for the answer, as it would be published without.
 */
const lookUps = `
  create table webhook.look_ups (
    look_up_id uuid primary key,
    kind text not null check (kind in ('transfer', 'batch', 'collection-intent', 'duplicate')),
    object_id text not null,
    reason text not null,
    evidence_id uuid,
    held_event bytea,
    created_at bigint not null,
    due_at bigint not null,
    attempts integer not null default 0,
    last_outcome text,
    found_none_at bigint
  )`;

/** What operators did, for ever: the last word about a secret is its status. */
const operations = `
  create table webhook.operations (
    operation_id bigint generated always as identity primary key,
    action text not null check (action in ('activate', 'retire', 'verify', 'replay')),
    target text not null,
    caller text not null,
    key_id text not null,
    author text,
    reason text,
    outcome text not null,
    happened_at bigint not null
  )`;

/** Creates every table of the schema `webhook`. */
export class CreateWebhookTables extends Migration {
  override up(): void {
    const tables = [
      receipts,
      // Old rows are deleted by time, and time is the order in which they were written.
      'create index receipts_by_time on webhook.receipts using brin (received_at)',
      facts,
      'create index facts_by_time on webhook.facts using brin (recorded_at)',
      `create index facts_final on webhook.facts (object_id) where final_state is not null`,
      ...evidenceStatements,
      monoTransfers,
      'create index mono_transfers_by_time on webhook.mono_transfers using brin (known_at)',
      unmatched,
      'create index unmatched_facts_of on webhook.unmatched_facts (mono_transfer_id)',
      `create index unmatched_facts_held on webhook.unmatched_facts (hold_until)
        where hold_until is not null`,
      ...inboxTables('webhook'),
      lookUps,
      'create index look_ups_due on webhook.look_ups (due_at)',
      operations,
      'create index operations_of on webhook.operations (target, operation_id desc)',
      ...outboxTables('webhook'),
    ];
    for (const statement of tables) this.addSql(statement);
  }
}
