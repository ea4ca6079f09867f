import { Migration } from '@riel/database';

/** An adjustment's row is its state here and its idempotency row in one, as a transfer's is. */
const adjustments = `
  create table command.adjustments (
    adjustment_id uuid primary key,
    caller text not null,
    idempotency_key text not null,
    command_hash bytea not null,
    command_hash_version smallint not null,
    command_hash_key_id text not null,
    author text not null,
    reason text not null,
    drift_id text,
    is_opening_balance boolean not null,
    accepted_at bigint not null,
    answer jsonb not null
  )`;

/** What the ledger's markers put into force, as the log says: which accounts there are, what is closed. */
const ledgerMarkers = `
  create table command.ledger_markers (
    marker_number integer primary key,
    event_name text not null check (event_name in ('TablesActivated', 'PeriodClosed')),
    content text not null
  )`;

/** Creates the tables of accepted adjustments and of the markers that they are checked against. */
export class CreateAdjustments extends Migration {
  override up(): void {
    this.addSql(adjustments);
    this.addSql(ledgerMarkers);
  }
}
