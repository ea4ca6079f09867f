import type { Executor } from '@riel/database';
import { appendOnlyTables, expectedTriggers } from '../../migrations/guards.ts';
import type { Findings } from './problem.ts';
import {
  findOwnedByServices,
  isReplicationRoleStored,
  readConstraints,
  readTableGrants,
  readTriggers,
} from './sql/read-guards.ts';

const changing = new Set(['UPDATE', 'DELETE', 'TRUNCATE', 'TRIGGER', 'MAINTAIN']);
const removing = new Set(['DELETE', 'TRUNCATE', 'TRIGGER', 'MAINTAIN']);

/** Keys and checks without which the database would take what the projector must not write. */
const wantedConstraints: readonly string[] = [
  'facts: PRIMARY KEY (fact_id)',
  'facts: UNIQUE (partition_id, event_id, variant)',
  'facts: CHECK (((fact_id >> 40) = partition_id))',
  'postings: CHECK ((amount <> 0))',
  'reversals: PRIMARY KEY (fact_id, entry_number)',
  'marks: PRIMARY KEY (fact_id, mark_number)',
  'set_aside: PRIMARY KEY (fact_id)',
  'closings: PRIMARY KEY (fact_id)',
  'closing_sums: PRIMARY KEY (fact_id, account_id)',
  'accounts: UNIQUE (code, currency)',
  'balances: PRIMARY KEY (account_id, booking_date, known_date, partition_id)',
  'subjects: PRIMARY KEY (partition_id, subject_key)',
  'subjects: CHECK (((NOT is_final) OR (clearing_held = 0)))',
  'partitions: PRIMARY KEY (partition_id)',
];

/** Judges what keeps the ledger append-only: privileges, owners, triggers, keys and checks. */
export const verifyGuards = async (executor: Executor, findings: Findings): Promise<void> => {
  for (const { table, grantee, privilege } of await readTableGrants(executor)) {
    const refused = appendOnlyTables.has(table) ? changing : removing;
    const isForeign = privilege === 'INSERT' && grantee !== 'riel_projector';
    if (refused.has(privilege) || isForeign) {
      findings.add('privilege', null, `${grantee} has ${privilege} on ledger.${table}`);
    }
  }
  for (const { table, owner } of await findOwnedByServices(executor)) {
    findings.add('privilege', null, `${owner} owns ledger.${table}`);
  }
  await verifyTriggers(executor, findings);
  const constraints = new Set(await readConstraints(executor));
  for (const wanted of wantedConstraints.filter((line) => !constraints.has(line))) {
    findings.add('guard', null, `there is no valid constraint on ledger.${wanted}`);
  }
  if (await isReplicationRoleStored(executor)) {
    findings.add('guard', null, 'session_replication_role is set: triggers do not fire');
  }
};

const verifyTriggers = async (executor: Executor, findings: Findings): Promise<void> => {
  const triggers = await readTriggers(executor);
  for (const { table, name, body } of expectedTriggers) {
    const found = triggers.find((one) => one.table === table && one.name === name);
    if (found === undefined) {
      findings.add('guard', null, `the trigger ${name} on ledger.${table} is missing`);
    } else if (found.enabled !== 'O' && found.enabled !== 'A') {
      findings.add('guard', null, `the trigger ${name} on ledger.${table} is disabled`);
    } else if (found.body !== body) {
      findings.add('guard', null, `the function of the trigger ${name} was changed`);
    }
  }
};
