import { sql } from '@riel/database';
import type { Executor } from '@riel/database';

/**
 * Everything that a replay must give again, as text, table by table. Numbers of accounts are left
 * out (their names stand for them), and so is what belongs to this broker and this database.
 */
export const snapshot = async (executor: Executor): Promise<Record<string, string[]>> => {
  const lines = async (query: string): Promise<string[]> => {
    const { rows } = await sql<{ line: string }>`
      select line::text from (${sql.raw(query)}) as line
    `.execute(executor);
    return rows.map(({ line }) => line);
  };
  return {
    partitions:
      await lines(`select partition_id, topic, partition, chain_number, chain_hash, known_at,
      marker_number, tables_number, closed_through from ledger.partitions order by 1`),
    facts: await lines(`select fact_id, occurred_at, recorded_at, known_at, event_id, variant,
      event_name, subject_key, digest, chain_hash from ledger.facts order by 1`),
    reversals: await lines('select * from ledger.reversals order by fact_id, entry_number'),
    postings:
      await lines(`select p.fact_id, p.entry_number, p.kind, p.line, a.code, a.currency, p.amount,
      p.booking_date from ledger.postings p join ledger.accounts a using (account_id)
      order by 1, 2, 4`),
    subjects: await lines('select * from ledger.subjects order by partition_id, subject_key'),
    balances: await lines(`select a.code, a.currency, b.booking_date, b.known_date, b.partition_id,
      b.debit, b.credit from ledger.balances b join ledger.accounts a using (account_id)
      order by 1, 2, 3, 4, 5`),
    marks: await lines('select * from ledger.marks order by fact_id, mark_number'),
    setAside: await lines('select * from ledger.set_aside order by fact_id'),
    tables: await lines('select * from ledger.tables order by marker_number'),
    closings: await lines('select * from ledger.closings order by fact_id'),
    closingSums: await lines(`select fact_id, code, currency, debit, credit
      from ledger.v_closing_sums order by 1, 2, 3`),
  };
};
