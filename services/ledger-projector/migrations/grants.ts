import { viewNames } from './views.ts';

const appendOnly =
  'ledger.facts, ledger.postings, ledger.reversals, ledger.marks, ledger.set_aside, ledger.tables, ' +
  'ledger.closings, ledger.closing_sums, ledger.reconciliation_runs';
const movable =
  'ledger.partitions, ledger.accounts, ledger.subjects, ledger.balances, ledger.entry_cursors';
const viewList = viewNames.map((view) => `ledger.${view}`).join(', ');

/**
 * Privileges, run after every migration and idempotent. What is booked may be inserted by the
 * projector alone and changed by nobody; readers see the views and no table.
 */
export const grants: readonly string[] = [
  'grant usage on schema ledger to riel_projector, riel_query, riel_reconciliation',
  // What an earlier version granted and this one does not must go.
  'revoke all on all tables in schema ledger from riel_projector, riel_query, riel_reconciliation',
  `grant select, insert on ${appendOnly} to riel_projector`,
  `grant select, insert, update on ${movable} to riel_projector`,
  'grant select, insert on ledger.markers to riel_projector',
  'grant update (written_at) on ledger.markers to riel_projector',
  'grant select, insert on ledger.anchors to riel_projector',
  'grant update (published_at) on ledger.anchors to riel_projector',
  `grant select on ${viewList} to riel_projector, riel_query, riel_reconciliation`,
];
