import { sql, type Transaction } from '@riel/database';

/** The two dates of a balance: what happened up to `asOf`, as known at the end of `knownAt`. Absent: all. */
export interface BitemporalCut {
  /** Last booking date, YYYY-MM-DD. */
  readonly asOf?: string | undefined;
  /** Last known date, YYYY-MM-DD. */
  readonly knownAt?: string | undefined;
}

/** Sums of one account in one currency, in minor units. */
export interface AccountBalance {
  readonly code: string;
  readonly currency: string;
  /** Null, as the two below, if no tables know the account any more. */
  readonly name: string | null;
  readonly type: string | null;
  readonly normalSide: 'debit' | 'credit' | null;
  readonly pucCode: string | null;
  readonly monoAccountId: string | null;
  readonly rail: string | null;
  readonly debits: bigint;
  readonly credits: bigint;
}

interface BalanceRow {
  readonly code: string;
  readonly currency: string;
  readonly name: string | null;
  readonly type: string | null;
  readonly normal_side: 'debit' | 'credit' | null;
  readonly puc_code: string | null;
  readonly mono_account_id: string | null;
  readonly rail: string | null;
  readonly debits: string;
  readonly credits: string;
}

/**
 * Sums every account, or the one named, up to the cut. The balances table holds one row per account, booking date,
 * known date and partition, so that this is a short sum however many postings there are. Sums come as text: one
 * that no bigint of PostgreSQL holds must not take all other answers with it.
 */
export async function readBalances(
  transaction: Transaction,
  cut: BitemporalCut,
  code?: string,
): Promise<readonly AccountBalance[]> {
  const { rows } = await sql<BalanceRow>`
    select account.code, account.currency, account.name, account.type, account.normal_side,
      account.puc_code, account.mono_account_id, account.rail,
      coalesce(sum(balance.debit), 0)::text as debits,
      coalesce(sum(balance.credit), 0)::text as credits
    from ledger.v_accounts account
    left join ledger.v_balances balance on balance.account_id = account.account_id
      and (${cut.asOf ?? null}::date is null or balance.booking_date <= ${cut.asOf ?? null}::date)
      and (${cut.knownAt ?? null}::date is null or balance.known_date <= ${cut.knownAt ?? null}::date)
    where ${code ?? null}::text is null or account.code = ${code ?? null}::text
    group by account.account_id, account.code, account.currency, account.name, account.type,
      account.normal_side, account.puc_code, account.mono_account_id, account.rail
    order by account.code, account.currency`.execute(transaction);
  return rows.map((row) => ({
    code: row.code,
    currency: row.currency,
    name: row.name,
    type: row.type,
    normalSide: row.normal_side,
    pucCode: row.puc_code,
    monoAccountId: row.mono_account_id,
    rail: row.rail,
    debits: BigInt(row.debits),
    credits: BigInt(row.credits),
  }));
}
