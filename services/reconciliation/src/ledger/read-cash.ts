import { cashAccount } from '@riel/books';
import { sql, type Executor } from '@riel/database';
import { dateOf } from './date-of.ts';
import type { Movement } from '../proof/movement.ts';
import { movedEntries, type CashWindow } from './moved-entries.ts';

/**
 * What the books say stood in the Mono account at an instant of Mono's time. Days before it come from
 * the balances; of its own day and of what was booked later, each fact's own time decides.
 */
export async function readCash(
  executor: Executor,
  monoAccountId: string,
  { at, currency }: { readonly at: number; readonly currency: string },
): Promise<bigint> {
  const date = dateOf(at);
  const { rows } = await sql<{ cash: bigint }>`
    select coalesce(sum(amount), 0)::bigint as cash from (
      select (debit - credit) as amount
        from ledger.v_balances
       where code = ${cashAccount(monoAccountId)} and currency = ${currency}
         and booking_date < ${date}::date
      union all
      select posting.amount
        from ledger.v_postings posting
        join ledger.v_facts fact on fact.fact_id = posting.fact_id
       where posting.code = ${cashAccount(monoAccountId)} and posting.currency = ${currency}
         and posting.booking_date >= ${date}::date and fact.occurred_at <= ${BigInt(at)}
    ) as part`.execute(executor);
  return rows[0]?.cash ?? 0n;
}

/** What moved the cash of the Mono account after one instant and up to another, by what it was for. */
export async function readMovements(
  executor: Executor,
  monoAccountId: string,
  window: CashWindow,
): Promise<readonly Movement[]> {
  const code = cashAccount(monoAccountId);
  const { rows } = await sql<{
    kind: string;
    code: string;
    amount: bigint;
  }>`
    select line.kind, line.code, (-sum(line.amount))::bigint as amount
      from (${movedEntries(monoAccountId, window)}) as moved
      join ledger.v_postings line
        on line.fact_id = moved.fact_id and line.entry_number = moved.entry_number
     where line.code <> ${code} and line.currency = ${window.currency}
     group by line.kind, line.code
     order by line.kind, line.code`.execute(executor);
  return rows.map((row) => ({
    entryKind: row.kind,
    account: row.code,
    amount: row.amount,
  }));
}

/** Money that Mono had accepted and not ended at an instant: how much, in how many transfers, since when. */
export async function readInFlight(
  executor: Executor,
  monoAccountId: string,
  { at, currency }: { readonly at: number; readonly currency: string },
): Promise<{ readonly amount: bigint; readonly count: number; readonly oldestAt: number | null }> {
  const { rows } = await sql<{ amount: bigint; count: bigint; oldest: bigint | null }>`
    select coalesce(sum(amount), 0)::bigint as amount, count(*) as count, min(accepted_at) as oldest
      from ledger.v_transfers
     where mono_account_id = ${monoAccountId} and currency = ${currency}
       and accepted_at <= ${BigInt(at)}
       and (not is_final or final_at > ${BigInt(at)})`.execute(executor);
  const [row] = rows;
  return {
    amount: row?.amount ?? 0n,
    count: Number(row?.count ?? 0n),
    oldestAt: row?.oldest == null ? null : Number(row.oldest),
  };
}
