import { sql } from '@riel/database';
import type { Transaction } from '@riel/database';
import type { SubjectRow } from '../subject-row.ts';
import { bigintArray, booleanArray, dateArray, textArray } from './binary-arrays.ts';

/** Columns that follow from the facts and are written anew with each of them. */
const moving: readonly (readonly [string, string, (rows: readonly SubjectRow[]) => Buffer])[] = [
  ['kind', 'text', (rows) => textArray(rows, (row) => row.kind)],
  ['state', 'text', (rows) => textArray(rows, (row) => row.state)],
  ['is_final', 'boolean', (rows) => booleanArray(rows, (row) => row.isFinal)],
  ['requested_rail', 'text', (rows) => textArray(rows, (row) => row.requestedRail)],
  ['actual_rail', 'text', (rows) => textArray(rows, (row) => row.actualRail)],
  ['rail_evidence', 'text', (rows) => textArray(rows, (row) => row.railEvidence)],
  ['amount', 'bigint', (rows) => bigintArray(rows, (row) => row.amount)],
  ['settled_amount', 'bigint', (rows) => bigintArray(rows, (row) => row.settledAmount)],
  ['currency', 'text', (rows) => textArray(rows, (row) => row.currency)],
  ['mono_account_id', 'text', (rows) => textArray(rows, (row) => row.monoAccountId)],
  ['mono_transfer_id', 'text', (rows) => textArray(rows, (row) => row.monoTransferId)],
  ['caller', 'text', (rows) => textArray(rows, (row) => row.caller)],
  ['collection_link_id', 'text', (rows) => textArray(rows, (row) => row.collectionLinkId)],
  ['clearing_held', 'bigint', (rows) => bigintArray(rows, (row) => row.clearingHeld)],
  ['fees', 'bigint', (rows) => bigintArray(rows, (row) => row.fees)],
  ['taxes', 'bigint', (rows) => bigintArray(rows, (row) => row.taxes)],
  ['requested_at', 'bigint', (rows) => bigintArray(rows, (row) => row.requestedAt)],
  ['accepted_at', 'bigint', (rows) => bigintArray(rows, (row) => row.acceptedAt)],
  ['final_at', 'bigint', (rows) => bigintArray(rows, (row) => row.finalAt)],
  ['encoded', 'text', (rows) => textArray(rows, (row) => row.encoded)],
];

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
  const arrays = sql.join(moving.map(([, type, array]) => sql`${array(rows)}::${sql.raw(type)}[]`));
  await sql`
    insert into ledger.subjects as subject
      (partition_id, subject_key, first_date, fact_numbers, third_party_id, ${names})
    select ${partitionId}, subject_key, first_date, decode(fact_numbers, 'hex'), third_party_id,
           ${names}
      from unnest(${textArray(rows, (row) => row.subjectKey)}::text[],
             ${dateArray(rows, (row) => row.firstDate)}::date[],
             ${textArray(rows, factNumbers)}::text[],
             ${textArray(rows, (row) => row.thirdPartyId)}::text[], ${arrays})
           as fresh (subject_key, first_date, fact_numbers, third_party_id, ${names})
    on conflict (partition_id, subject_key) do update
      set fact_numbers = subject.fact_numbers || excluded.fact_numbers,
          third_party_id = coalesce(subject.third_party_id, excluded.third_party_id),
          ${assignments}
  `.execute(transaction);
};

/** Chain numbers as `fact_numbers` holds them, five bytes each, in hexadecimal digits. */
const factNumbers = ({ chainNumbers }: SubjectRow): string =>
  chainNumbers.map((chainNumber) => chainNumber.toString(16).padStart(10, '0')).join('');
