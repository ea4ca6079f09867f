import { sql } from '@riel/database';
import type { Transaction } from '@riel/database';
import type { SubjectRow } from '../subject-row.ts';

type Value = string | bigint | boolean | null;

/** Columns that follow from the facts and are written anew with each of them. */
const moving: readonly (readonly [string, string, (row: SubjectRow) => Value])[] = [
  ['kind', 'text', (row) => row.kind],
  ['state', 'text', (row) => row.state],
  ['is_final', 'boolean', (row) => row.isFinal],
  ['requested_rail', 'text', (row) => row.requestedRail],
  ['actual_rail', 'text', (row) => row.actualRail],
  ['rail_evidence', 'text', (row) => row.railEvidence],
  ['amount', 'bigint', (row) => row.amount],
  ['settled_amount', 'bigint', (row) => row.settledAmount],
  ['currency', 'text', (row) => row.currency],
  ['mono_account_id', 'text', (row) => row.monoAccountId],
  ['mono_transfer_id', 'text', (row) => row.monoTransferId],
  ['caller', 'text', (row) => row.caller],
  ['clearing_held', 'bigint', (row) => row.clearingHeld],
  ['fees', 'bigint', (row) => row.fees],
  ['taxes', 'bigint', (row) => row.taxes],
  ['requested_at', 'bigint', (row) => bigintOf(row.requestedAt)],
  ['accepted_at', 'bigint', (row) => bigintOf(row.acceptedAt)],
  ['settled_at', 'bigint', (row) => bigintOf(row.settledAt)],
  ['final_at', 'bigint', (row) => bigintOf(row.finalAt)],
  ['encoded', 'text', (row) => row.encoded],
];

const bigintOf = (value: number | null): bigint | null => (value === null ? null : BigInt(value));

const names = sql.raw(moving.map(([name]) => name).join(', '));
const assignments = sql.raw(moving.map(([name]) => `${name} = excluded.${name}`).join(', '));

/**
 * Writes the subjects that a chunk touched. A row is never deleted, and the facts of a chunk are
 * appended to those it has: they are all later in the log.
 */
export const saveSubjects = async (
  transaction: Transaction,
  partitionId: number,
  rows: readonly SubjectRow[],
): Promise<void> => {
  const arrays = sql.join(
    moving.map(([, type, value]) => sql`${rows.map(value)}::${sql.raw(type)}[]`),
  );
  await sql`
    insert into ledger.subjects as subject
      (partition_id, subject_key, first_date, fact_ids, third_party_id, ${names})
    select ${partitionId}, subject_key, first_date, fact_ids::bigint[], third_party_id, ${names}
      from unnest(${rows.map((row) => row.subjectKey)}::text[],
             ${rows.map((row) => row.firstDate)}::date[],
             ${rows.map((row) => `{${row.factIds.join(',')}}`)}::text[],
             ${rows.map((row) => row.thirdPartyId)}::text[], ${arrays})
           as fresh (subject_key, first_date, fact_ids, third_party_id, ${names})
    on conflict (partition_id, subject_key) do update
      set fact_ids = subject.fact_ids || excluded.fact_ids,
          third_party_id = coalesce(subject.third_party_id, excluded.third_party_id),
          ${assignments}
  `.execute(transaction);
};
