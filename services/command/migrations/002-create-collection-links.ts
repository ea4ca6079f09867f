import { Migration } from '@riel/database';

/** A link's row is its state here and its idempotency row in one, as a transfer's is. */
const collectionLinks = `
  create table command.collection_links (
    collection_link_id uuid primary key,
    caller text not null,
    idempotency_key text not null,
    command_hash bytea not null,
    command_hash_version smallint not null,
    command_hash_key_id text not null,
    mono_account_id text not null,
    amount bigint not null check (amount > 0),
    currency text not null,
    accepted_at bigint not null,
    answer jsonb not null
  )`;

/** Creates the table of accepted collection links. */
export class CreateCollectionLinks extends Migration {
  override up(): void {
    this.addSql(collectionLinks);
  }
}
