import type { MigrationEntry } from '@riel/database';
import { CreateReconciliationTables } from './001-create-reconciliation-tables.ts';

/** The PostgreSQL schema that the reconciliation service owns. */
export const schema = 'reconciliation';

/** In the order in which they are applied; a name never changes. */
export const migrations: MigrationEntry[] = [
  { name: '001-create-reconciliation-tables', class: CreateReconciliationTables },
];

/** What the service may do. Pages and reports can be added and read, never changed or deleted. */
export const grants: string[] = [
  'grant usage on schema reconciliation to riel_reconciliation',
  'grant select, insert, update on reconciliation.runs to riel_reconciliation',
  'grant select, insert on reconciliation.pages to riel_reconciliation',
  'grant select, insert, delete on reconciliation.seen to riel_reconciliation',
  'grant select, insert, update on reconciliation.drifts to riel_reconciliation',
  'grant select, insert, update on reconciliation.run_drifts to riel_reconciliation',
  'grant select, insert, update on reconciliation.heals to riel_reconciliation',
  'grant select, insert on reconciliation.readings to riel_reconciliation',
  'grant select, insert on reconciliation.reports to riel_reconciliation',
  'grant select, insert, update, delete on reconciliation.watched to riel_reconciliation',
  'grant select, insert on reconciliation.imported_lines to riel_reconciliation',
  'grant select, insert, delete on reconciliation.outbox to riel_reconciliation',
];
