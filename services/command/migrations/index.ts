import type { MigrationEntry } from '@riel/database';
import { CreateCommandTables } from './001-create-command-tables.ts';
import { CreateCollectionLinks } from './002-create-collection-links.ts';
import { CreateAdjustments } from './003-create-adjustments.ts';

/** The PostgreSQL schema that the command service owns. */
export const schema = 'command';

/** In the order in which they are applied; a name never changes. */
export const migrations: MigrationEntry[] = [
  { name: '001-create-command-tables', class: CreateCommandTables },
  { name: '002-create-collection-links', class: CreateCollectionLinks },
  { name: '003-create-adjustments', class: CreateAdjustments },
];

/** What the service may do: nothing that was accepted can be changed or deleted by it. */
export const grants: string[] = [
  'grant usage on schema command to riel_command',
  'grant select, insert on command.transfers to riel_command',
  'grant select, insert on command.transfer_cancellations to riel_command',
  'grant select, insert on command.collection_links to riel_command',
  'grant select, insert on command.adjustments to riel_command',
  'grant select, insert on command.ledger_markers to riel_command',
  'grant select, insert, update on command.caller_daily_sums to riel_command',
  'grant select, insert, update on command.consumed_offsets to riel_command',
  'grant select, insert, update on command.bank_lists to riel_command',
  'grant select, insert, delete on command.outbox to riel_command',
];
