import { Migration } from '@riel/database';

/**
 * PSE links that were asked for here. `due_at` is when Mono is asked what became of the link's
 * intents; it is null until Mono has created the link, and again once the link is closed.
 */
const collectionLinks = `
  create table webhook.collection_links (
    collection_link_id uuid primary key,
    mono_collection_link_id text,
    expires_at bigint,
    known_at bigint not null,
    due_at bigint,
    attempts integer not null default 0,
    last_outcome text,
    closed_at bigint
  )`;

/** Published facts of intents whose link was not known then: published again once it is. */
const unlinkedFacts = `
  create table webhook.unlinked_facts (
    event_id uuid primary key,
    mono_collection_link_id text not null,
    payload bytea not null,
    recorded_at bigint not null
  )`;

/** Creates the tables of collection links. */
export class CreateCollectionLinks extends Migration {
  override up(): void {
    const statements = [
      collectionLinks,
      `create index collection_links_of_mono
        on webhook.collection_links (mono_collection_link_id)`,
      `create index collection_links_due on webhook.collection_links (due_at)
        where due_at is not null`,
      `create index collection_links_closed on webhook.collection_links using brin (closed_at)`,
      unlinkedFacts,
      'create index unlinked_facts_of on webhook.unlinked_facts (mono_collection_link_id)',
    ];
    for (const statement of statements) this.addSql(statement);
  }
}
