import type { MigrationEntry } from '@riel/database';
import { CreateGatewayTables } from './001-create-gateway-tables.ts';
import { AddOperations } from './002-add-operations.ts';
import { IndexWhatWaits } from './003-index-what-waits.ts';
import { GuardMemory } from './004-guard-memory.ts';

/** The PostgreSQL schema that the gateway owns. */
export const schema = 'gateway';

/** In the order in which they are applied; a name never changes. */
export const migrations: MigrationEntry[] = [
  { name: '001-create-gateway-tables', class: CreateGatewayTables },
  { name: '002-add-operations', class: AddOperations },
  { name: '003-index-what-waits', class: IndexWhatWaits },
  { name: '004-guard-memory', class: GuardMemory },
];

/** What the gateway may do: bodies, attempts and the trail of keys can be added to, never taken back. */
export const grants: string[] = [
  'grant usage on schema gateway to riel_gateway',
  'grant select, insert, update on gateway.transfers to riel_gateway',
  'grant select, insert, delete on gateway.requests to riel_gateway',
  'grant select, insert, update on gateway.submissions to riel_gateway',
  'grant select, insert on gateway.submission_bodies to riel_gateway',
  'grant select, insert on gateway.data_keys to riel_gateway',
  'grant select, insert, update on gateway.attempts to riel_gateway',
  'grant select, insert, delete on gateway.open_reads to riel_gateway',
  'grant select, insert, update on gateway.lanes to riel_gateway',
  'grant select, insert, delete on gateway.pauses to riel_gateway',
  'grant select, insert, update on gateway.api_keys to riel_gateway',
  'grant select, insert on gateway.operator_actions to riel_gateway',
  'grant select, insert, update on gateway.bank_lists to riel_gateway',
  'grant select, insert, update on gateway.broker_offsets to riel_gateway',
  'grant select, insert, update on gateway.servers to riel_gateway',
  'grant select, insert, update on gateway.recoveries to riel_gateway',
  'grant select, insert, update on gateway.consumed_offsets to riel_gateway',
  'grant select, insert, delete on gateway.outbox to riel_gateway',
];
