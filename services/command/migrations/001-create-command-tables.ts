import { Migration } from '@riel/database';
import { inboxTables, outboxTables } from '@riel/outbox';

/**
 * A transfer's row is its state here and its idempotency row in one: its id derives from caller and key, so
 * the primary key is unique per caller and key by construction and no second index is needed. Instants
 * are microseconds since the epoch, UTC.
 */
const transfers = `
  create table command.transfers (
    transfer_id uuid primary key,
    caller text not null,
    idempotency_key text not null,
    command_hash bytea not null,
    command_hash_version smallint not null,
    command_hash_key_id text not null,
    mono_account_id text not null,
    amount bigint not null check (amount > 0),
    currency text not null,
    requested_rail text,
    door text not null check (door in ('http', 'kafka')),
    accepted_at bigint not null,
    answer jsonb not null
  )`;

const cancellations = `
  create table command.transfer_cancellations (
    transfer_id uuid primary key,
    caller text not null,
    reason text,
    requested_at bigint not null
  )`;

// One hot row per caller and day: room on the page keeps its updates off the index.
const dailySums = `
  create table command.caller_daily_sums (
    caller text not null,
    day date not null,
    currency text not null,
    minor_units numeric not null check (minor_units >= 0),
    transfers bigint not null check (transfers >= 0),
    primary key (caller, day, currency)
  ) with (fillfactor = 50)`;

const bankLists = `
  create table command.bank_lists (
    kind text primary key,
    occurred_at bigint not null,
    banks jsonb not null
  )`;

/** Creates every table of the schema `command`. */
export class CreateCommandTables extends Migration {
  override up(): void {
    const own = [transfers, cancellations, dailySums, bankLists];
    const queues = [...inboxTables('command'), ...outboxTables('command')];
    for (const statement of [...own, ...queues]) this.addSql(statement);
  }
}
