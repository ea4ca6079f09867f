import { sql, type RawBuilder } from '@riel/database';
import { endOfBogotaDay } from '../position/cut-off.ts';
import type { EntryQuestion } from './entry-question.ts';

/** The condition on rows named `entry` (of `v_entries`) that the question puts. */
export function entryFilter(question: EntryQuestion): RawBuilder<boolean> {
  const { from, to, knownAt, account, kind, subject, monoAccountIds } = question;
  const conditions: RawBuilder<unknown>[] = [sql`true`];
  if (from !== undefined) conditions.push(sql`entry.booking_date >= ${from}::date`);
  if (to !== undefined) conditions.push(sql`entry.booking_date <= ${to}::date`);
  if (kind !== undefined) conditions.push(sql`entry.kind = ${kind}`);
  if (knownAt !== undefined) {
    conditions.push(sql`entry.known_at < ${endOfBogotaDay(knownAt)}::bigint`);
  }
  if (subject !== undefined) {
    // The facts of a subject are listed with it, so none has to be searched for.
    conditions.push(sql`entry.fact_id in (
      select unnest(fact_ids) from ledger.v_subjects where subject_key = ${subject})`);
  }
  if (account !== undefined) conditions.push(hasLine(sql`line.code = ${account}`));
  if (monoAccountIds !== null) {
    const visible = [...monoAccountIds];
    const ofMono = (condition: RawBuilder<unknown>) =>
      hasLine(sql`line.account_id in (
        select account_id from ledger.v_accounts
        where mono_account_id is not null and ${condition})`);
    conditions.push(ofMono(sql`mono_account_id = any(${visible}::text[])`));
    conditions.push(sql`not ${ofMono(sql`mono_account_id <> all(${visible}::text[])`)}`);
  }
  return sql<boolean>`${sql.join(conditions, sql` and `)}`;
}

const hasLine = (condition: RawBuilder<unknown>): RawBuilder<unknown> => sql`exists (
  select from ledger.v_postings line
  where line.fact_id = entry.fact_id and line.entry_number = entry.entry_number
    and ${condition})`;
