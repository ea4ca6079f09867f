import type { MigrationEntry } from '@riel/database';
import { CreateWebhookTables } from './001-create-webhook-tables.ts';
import { CreateCollectionLinks } from './002-create-collection-links.ts';

/** The PostgreSQL schema that the webhook service owns. */
export const schema = 'webhook';

/** In the order in which they are applied; a name never changes. */
export const migrations: MigrationEntry[] = [
  { name: '001-create-webhook-tables', class: CreateWebhookTables },
  { name: '002-create-collection-links', class: CreateCollectionLinks },
];

/** What the service may do: evidence and operations can be added and read, never changed or deleted. */
export const grants: string[] = [
  'grant usage on schema webhook to riel_webhook',
  'grant select, insert, update, delete on webhook.receipts to riel_webhook',
  'grant select, insert, delete on webhook.facts to riel_webhook',
  'grant select, insert on webhook.evidence_keys to riel_webhook',
  'grant select, insert on webhook.evidence to riel_webhook',
  'grant execute on function webhook.ensure_evidence_month(date) to riel_webhook',
  'grant execute on function webhook.drop_evidence_months(integer, date) to riel_webhook',
  'grant select, insert, delete on webhook.mono_transfers to riel_webhook',
  'grant select, insert, update, delete on webhook.unmatched_facts to riel_webhook',
  'grant select, insert, update, delete on webhook.collection_links to riel_webhook',
  'grant select, insert, update, delete on webhook.unlinked_facts to riel_webhook',
  'grant select, insert, update on webhook.consumed_offsets to riel_webhook',
  'grant select, insert, update, delete on webhook.look_ups to riel_webhook',
  'grant select, insert on webhook.operations to riel_webhook',
  'grant select, insert, delete on webhook.outbox to riel_webhook',
];
