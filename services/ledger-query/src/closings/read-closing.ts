import { sql, type Transaction } from '@riel/database';
import type { AccountBalance } from '../accounts/read-balances.ts';

/** Where one partition closed the month. */
export interface PartitionClosing {
  readonly topic: string;
  readonly partition: number;
  /** Number and hash of the link of the chain that holds its sums; null while it is open there. */
  readonly chainNumber: string | null;
  readonly chainHash: string | null;
}

/** How a month was closed. */
export interface Closing {
  readonly markerNumber: number;
  readonly author: string;
  readonly reason: string | null;
  readonly forced: boolean;
  readonly reconciliationRunId: string | null;
}

/** The closing sums of a month over all partitions. */
export interface ClosingTrialBalance {
  readonly closing: Closing;
  readonly partitions: readonly PartitionClosing[];
  readonly balances: readonly AccountBalance[];
}

/** The sum of what each partition chained when it closed the month; null if none has. */
export async function readClosing(
  transaction: Transaction,
  period: string,
): Promise<ClosingTrialBalance | null> {
  const closings = await sql<{
    marker_number: number;
    author: string;
    reason: string | null;
    forced: boolean;
    reconciliation_run_id: string | null;
  }>`
    select marker_number, author, reason, forced, reconciliation_run_id
    from ledger.v_closings
    where period = ${period}
    order by marker_number
    limit 1`.execute(transaction);
  const [closing] = closings.rows;
  if (closing === undefined) return null;
  return {
    closing: {
      markerNumber: closing.marker_number,
      author: closing.author,
      reason: closing.reason,
      forced: closing.forced,
      reconciliationRunId: closing.reconciliation_run_id,
    },
    partitions: await readPartitions(transaction, period),
    balances: await readSums(transaction, period),
  };
}

async function readPartitions(
  transaction: Transaction,
  period: string,
): Promise<readonly PartitionClosing[]> {
  const { rows } = await sql<{
    topic: string;
    partition: number;
    chain_number: bigint | null;
    chain_hash: Buffer | null;
  }>`
    select place.topic, place.partition, fact.chain_number, fact.chain_hash
    from ledger.v_partitions place
    left join ledger.v_closings closing
      on closing.partition_id = place.partition_id and closing.period = ${period}
    left join ledger.v_facts fact on fact.fact_id = closing.fact_id
    order by place.topic, place.partition`.execute(transaction);
  return rows.map((row) => ({
    topic: row.topic,
    partition: row.partition,
    chainNumber: row.chain_number?.toString() ?? null,
    chainHash: row.chain_hash?.toString('hex') ?? null,
  }));
}

async function readSums(
  transaction: Transaction,
  period: string,
): Promise<readonly AccountBalance[]> {
  const { rows } = await sql<
    Omit<AccountBalance, 'debits' | 'credits'> & { debits: string; credits: string }
  >`
    select account.code, account.currency, account.name, account.type,
      account.normal_side as "normalSide", account.puc_code as "pucCode",
      account.mono_account_id as "monoAccountId", account.rail,
      sums.debits::text, sums.credits::text
    from (
      select account_id, sum(debit) as debits, sum(credit) as credits
      from ledger.v_closing_sums
      where period = ${period}
      group by account_id
    ) sums
    join ledger.v_accounts account on account.account_id = sums.account_id
    order by account.code, account.currency`.execute(transaction);
  return rows.map(({ debits, credits, ...row }) => ({
    ...row,
    debits: BigInt(debits),
    credits: BigInt(credits),
  }));
}
