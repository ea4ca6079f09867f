import { sql } from '@riel/database';
import type { Executor } from '@riel/database';

/** A subject as it is stored. */
export interface StoredSubject {
  readonly subject_key: string;
  /** Columns in the order of `subjectColumns`, each behind a separator. */
  readonly columns: string;
  readonly first_date: string;
  /** Chain numbers of its facts, ten hexadecimal digits each. */
  readonly fact_numbers: string;
  readonly encoded: string;
  /** Of its first fact, microseconds; null if that fact is not there. */
  readonly first_occurred_at: bigint | null;
}

/** What `columns` holds between values, and for null. */
export const separator = '\u001F';
export const nullMark = '\u001E';

/** Columns that follow from a subject's facts, in order. */
export const subjectColumns = [
  'kind',
  'state',
  'is_final',
  'requested_rail',
  'actual_rail',
  'rail_evidence',
  'amount',
  'settled_amount',
  'currency',
  'mono_account_id',
  'mono_transfer_id',
  'caller',
  'collection_link_id',
  'clearing_held',
  'fees',
  'taxes',
  'requested_at',
  'accepted_at',
  'final_at',
] as const;

const columnTexts = sql.raw(subjectColumns.map((name) => `subject.${name}::text`).join(', '));

export interface SubjectPage {
  readonly partitionId: number;
  /** Subjects above this key, in the order of keys. */
  readonly after: string;
  readonly subjectsMax: number;
}

/**
 * Reads subjects of a partition in the order of their keys. The id of the first fact is computed in
 * place: the function for a list of ids takes twenty times as long as all the rest.
 */
export const readSubjectPage = async (
  executor: Executor,
  { partitionId, after, subjectsMax }: SubjectPage,
): Promise<StoredSubject[]> => {
  const { rows } = await sql<StoredSubject>`
    select subject.subject_key, subject.first_date::text as first_date,
           array_to_string(array[${columnTexts}], ${separator}, ${nullMark}) as columns,
           encode(subject.fact_numbers, 'hex') as fact_numbers, subject.encoded,
           fact.occurred_at as first_occurred_at
      from ledger.subjects subject
      left join ledger.facts fact on fact.fact_id =
           (subject.partition_id::bigint << 40)
           | ('x' || encode(substr(subject.fact_numbers, 1, 5), 'hex'))::bit(40)::bigint
     where subject.partition_id = ${partitionId} and subject.subject_key > ${after}
     order by subject.subject_key
     limit ${subjectsMax}
  `.execute(executor);
  return rows;
};
