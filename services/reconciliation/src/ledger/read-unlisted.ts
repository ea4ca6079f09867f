import { sql, type Executor } from '@riel/database';
import type { SubjectRow } from '../pages/page.ts';

/** Which subjects of the ledger a run should have met at Mono. Microseconds; dates are in America/Bogota. */
export interface UnlistedQuestion {
  readonly runNumber: bigint;
  readonly monoAccountId: string;
  readonly fromAt: number;
  readonly untilAt: number;
  readonly fromDate: string;
  readonly toDate: string;
  /** Key after which to go on. */
  readonly after: string;
  readonly limit: number;
}

/**
 * Transfers of the account that Mono did not list in the window. One that was refused or cancelled
 * before any Mono transfer of it was known is not expected there.
 */
export async function readUnlistedTransfers(
  executor: Executor,
  question: UnlistedQuestion,
): Promise<readonly SubjectRow[]> {
  const { rows } = await sql<{ transfer_id: string; encoded: string }>`
    select transfer_id, encoded
      from ledger.v_transfers transfer
     where first_date between ${question.fromDate}::date - 1 and ${question.toDate}::date + 1
       and mono_account_id = ${question.monoAccountId}
       and transfer_id > ${question.after}
       and coalesce(accepted_at, requested_at, final_at) between ${BigInt(question.fromAt)} and ${BigInt(question.untilAt)}
       and state not in ('refused', 'cancelled-by-caller', 'matched')
       and not exists (
         select from reconciliation.seen
          where run_number = ${question.runNumber} and subject_key = transfer.transfer_id)
     order by transfer_id
     limit ${question.limit}`.execute(executor);
  return rows.map((row) => [row.transfer_id, row.encoded]);
}

/** PSE payments of the account that Mono did not list. */
export async function readUnlistedIntents(
  executor: Executor,
  question: UnlistedQuestion,
): Promise<readonly SubjectRow[]> {
  const { rows } = await sql<{ subject_key: string; encoded: string }>`
    select subject_key, encoded
      from ledger.v_subjects receipt
     where first_date between ${question.fromDate}::date and ${question.toDate}::date
       and kind = 'receipt' and subject_key like 'cint\\_%'
       and mono_account_id = ${question.monoAccountId}
       and subject_key > ${question.after}
       and final_at <= ${BigInt(question.untilAt)}
       and not exists (
         select from reconciliation.seen
          where run_number = ${question.runNumber} and subject_key = receipt.subject_key)
     order by subject_key
     limit ${question.limit}`.execute(executor);
  return rows.map((row) => [row.subject_key, row.encoded]);
}

/** Credits, adjustments and links with marks: nothing of Mono's lists them. */
export async function readMarkedSubjects(
  executor: Executor,
  question: Omit<UnlistedQuestion, 'runNumber'>,
): Promise<readonly SubjectRow[]> {
  const { rows } = await sql<{ subject_key: string; encoded: string }>`
    select subject_key, encoded
      from ledger.v_subjects subject
     where first_date between ${question.fromDate}::date and ${question.toDate}::date
       and kind <> 'transfer' and subject_key not like 'cint\\_%'
       and (mono_account_id = ${question.monoAccountId} or coalesce(mono_account_id, '') = '')
       and subject_key > ${question.after}
       and exists (select from ledger.v_marks mark where mark.subject_key = subject.subject_key)
     order by subject_key
     limit ${question.limit}`.execute(executor);
  return rows.map((row) => [row.subject_key, row.encoded]);
}
