import { sql, type Transaction } from '@riel/database';
import type { BitemporalCut } from '../accounts/read-balances.ts';
import { endOfBogotaDay } from '../position/cut-off.ts';
import type { InFlightRow } from './read-in-flight.ts';

/** What was under way at a cut. */
export interface InFlightAt {
  readonly rows: readonly InFlightRow[];
  /** Transfers that had been under way before and were not any more. */
  readonly ended: number;
}

/**
 * Money under way at a cut, from what stood in clearing for each transfer: the state that a transfer had then is
 * not kept, but its postings are.
 */
export async function readInFlightAt(
  transaction: Transaction,
  { asOf, knownAt }: BitemporalCut,
  monoAccountIds: readonly string[] | null,
): Promise<InFlightAt> {
  const accounts = monoAccountIds === null ? null : [...monoAccountIds];
  const lastDay = asOf ?? null;
  const knownBefore = knownAt === undefined ? null : endOfBogotaDay(knownAt);
  const held = sql`
    select fact.partition_id, fact.subject_key, account.account_id,
      -sum(posting.amount) as amount, min(fact.occurred_at) as since
    from ledger.v_postings posting
    join ledger.v_accounts account on account.account_id = posting.account_id
    join ledger.v_facts fact on fact.fact_id = posting.fact_id
    where account.code like 'clearing:%'
      and (${lastDay}::date is null or posting.booking_date <= ${lastDay}::date)
      and (${knownBefore}::bigint is null or fact.known_at < ${knownBefore}::bigint)
      and (${accounts}::text[] is null or account.mono_account_id = any(${accounts}::text[]))
    group by fact.partition_id, fact.subject_key, account.account_id`;
  const { rows } = await sql<{
    rail: string | null;
    mono_account_id: string | null;
    currency: string;
    count: bigint;
    amount: string;
    oldest: bigint;
  }>`
    select account.rail, account.mono_account_id, account.currency, count(*) as count,
      sum(held.amount)::text as amount, min(held.since) as oldest
    from (${held}) held
    join ledger.v_accounts account on account.account_id = held.account_id
    where held.amount <> 0
    group by account.rail, account.mono_account_id, account.currency
    order by min(held.since), account.rail, account.mono_account_id`.execute(transaction);
  const ended = await sql<{ count: number }>`
    select count(*)::int as count from (
      select from (${held}) held
      group by partition_id, subject_key
      having bool_and(amount = 0)
    ) ended`.execute(transaction);
  return {
    rows: rows.map((row) => ({
      state: 'in-flight',
      rail: row.rail,
      monoAccountId: row.mono_account_id,
      currency: row.currency,
      count: row.count,
      amount: BigInt(row.amount),
      oldestRequestedAt: row.oldest,
    })),
    ended: ended.rows[0]?.count ?? 0,
  };
}
