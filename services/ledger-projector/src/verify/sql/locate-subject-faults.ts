import { sql } from '@riel/database';
import type { Executor } from '@riel/database';
import { factIdOf } from '../../projection/fact-id.ts';

/** A subject whose facts are not those that it lists. */
export interface SubjectFault {
  readonly subject_key: string;
  readonly fact_id: bigint;
  readonly what: string;
}

const FAULTS_MAX = 50;

/**
 * Finds facts that a subject lists and that are not its own, and facts of a subject that it does not
 * list. Records before a subject's first fact may be missing from its list: no rule knew them, and
 * they booked nothing.
 */
export const locateFactFaults = async (
  executor: Executor,
  partitionId: number,
): Promise<SubjectFault[]> => {
  const inPartition = sql`fact.fact_id > ${factIdOf(partitionId, 0)}
    and fact.fact_id < ${factIdOf(partitionId + 1, 0)}`;
  const { rows } = await sql<SubjectFault>`
    (select subject.subject_key, listed.fact_id, 'lists a fact that is not its own' as what
       from ledger.subjects subject
      cross join lateral unnest(ledger.fact_ids(subject.partition_id, subject.fact_numbers))
             as listed (fact_id)
       left join ledger.facts fact
         on fact.fact_id = listed.fact_id and fact.subject_key = subject.subject_key
      where subject.partition_id = ${partitionId} and fact.fact_id is null
      limit ${FAULTS_MAX})
    union all
    (select fact.subject_key, fact.fact_id, 'does not list a fact of its own' as what
       from ledger.facts fact
       left join (
         select subject_key, ledger.fact_ids(partition_id, fact_numbers) as fact_ids
           from ledger.subjects where partition_id = ${partitionId}) subject
         on subject.subject_key = fact.subject_key
      where ${inPartition}
        and (subject.subject_key is null or not fact.fact_id = any(subject.fact_ids))
        and (fact.fact_id > subject.fact_ids[1]
          or exists (select from ledger.postings where postings.fact_id = fact.fact_id))
      limit ${FAULTS_MAX})
  `.execute(executor);
  return rows;
};

/** What the postings of some subjects' facts sum to, by subject and account. */
export const readPositions = async (
  executor: Executor,
  partitionId: number,
  subjectKeys: readonly string[],
): Promise<{ subject_key: string; account: string; amount: bigint }[]> => {
  const { rows } = await sql<{ subject_key: string; account: string; amount: bigint }>`
    select subject.subject_key, account.code || ' ' || account.currency as account,
           sum(posting.amount)::bigint as amount
      from ledger.subjects subject
     cross join lateral unnest(ledger.fact_ids(subject.partition_id, subject.fact_numbers))
           as listed (fact_id)
      join ledger.postings posting on posting.fact_id = listed.fact_id
      join ledger.accounts account on account.account_id = posting.account_id
     where subject.partition_id = ${partitionId}
       and subject.subject_key = any(${subjectKeys}::text[])
     group by 1, 2 having sum(posting.amount) <> 0
  `.execute(executor);
  return rows;
};
