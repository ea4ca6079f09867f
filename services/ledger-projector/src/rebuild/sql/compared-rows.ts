import { sql } from '@riel/database';
import type { Executor, RawBuilder } from '@riel/database';
import { factIdOf } from '../../projection/fact-id.ts';

/**
 * Rows that two ledgers must have alike, a line of text each, in order. Numbers of accounts belong
 * to a database and stand as names; offsets and clusters belong to a log and are left out.
 */
export interface ComparedRows {
  readonly name: string;
  /** A query of one text column `line`, ordered. */
  readonly query: RawBuilder<{ line: string }>;
}

const accountName = sql`account.code || ' ' || account.currency`;

/** What a chain covers, for the facts above `after` up to `through`. */
export const chainRows = (
  partitionId: number,
  { after, through }: { readonly after: number; readonly through: number },
): ComparedRows[] => {
  const inRange = (table: string): RawBuilder<unknown> =>
    sql`${sql.ref(table)}.fact_id > ${factIdOf(partitionId, after)}
      and ${sql.ref(table)}.fact_id <= ${factIdOf(partitionId, through)}`;
  return [
    {
      name: 'facts',
      query: sql`select row(fact_id, occurred_at, recorded_at, known_at, event_id, variant,
          event_name, subject_key, digest, chain_hash)::text as line
        from ledger.facts where ${inRange('facts')} order by fact_id`,
    },
    {
      name: 'postings',
      query: sql`select row(fact_id, entry_number, line, kind, booking_date, ${accountName},
          amount)::text as line
        from ledger.postings join ledger.accounts account using (account_id)
        where ${inRange('postings')} order by fact_id, entry_number, postings.line`,
    },
    ...['reversals', 'marks', 'set_aside', 'closings'].map((table) => ({
      name: table,
      query: sql<{ line: string }>`select row(${sql.table(`ledger.${table}`)}.*)::text as line
        from ${sql.table(`ledger.${table}`)} where ${inRange(table)} order by 1`,
    })),
    {
      name: 'closing_sums',
      query: sql`select row(fact_id, ${accountName}, debit, credit)::text as line
        from ledger.closing_sums join ledger.accounts account using (account_id)
        where ${inRange('closing_sums')} order by fact_id, account.code, account.currency`,
    },
  ];
};

/** Subjects with a key above `after`, up to `through` (null: to the end). */
export const subjectRows = (
  partitionId: number,
  { after, through }: { readonly after: string; readonly through: string | null },
): ComparedRows => ({
  name: 'subjects',
  query: sql`select row(subjects.*)::text as line from ledger.subjects
    where partition_id = ${partitionId} and subject_key > ${after}
      and (${through}::text is null or subject_key <= ${through}) order by subject_key`,
});

/** Balances of a partition that are booked in a month, 'YYYY-MM'. */
export const balanceRows = (partitionId: number, month: string): ComparedRows => ({
  name: 'balances',
  query: sql`select row(${accountName}, booking_date, known_date, debit, credit)::text as line
    from ledger.balances join ledger.accounts account using (account_id)
    where partition_id = ${partitionId} and to_char(booking_date, 'YYYY-MM') = ${month}
    order by account.code, account.currency, booking_date, known_date`,
});

/** Heads, markers in force, tables and accounts: what belongs to no single fact. */
export const sharedRows: readonly ComparedRows[] = [
  {
    name: 'partitions',
    query: sql`select row(partition_id, topic, partition, chain_number, chain_hash, known_at,
        marker_number, tables_number, closed_through)::text as line
      from ledger.partitions where chain_number > 0 order by partition_id`,
  },
  {
    name: 'tables',
    query: sql`select row(tables.*)::text as line from ledger.tables order by marker_number`,
  },
  {
    name: 'accounts',
    query: sql`select row(code, currency, name, type, normal_side, puc_code, beancount_name,
        mono_account_id, rail)::text as line
      from ledger.accounts order by code, currency`,
  },
];

/** A digest of all lines, and how many there are. */
export const digestOfRows = async (
  executor: Executor,
  { query }: ComparedRows,
): Promise<{ digest: string; count: number }> => {
  const { rows } = await sql<{ digest: string; count: number }>`
    select count(*)::int as count,
           coalesce(encode(sha256(convert_to(string_agg(line, E'\n'), 'UTF8')), 'hex'), '') as digest
      from (${query}) as compared
  `.execute(executor);
  return rows[0] ?? { digest: '', count: 0 };
};

/** The lines themselves. */
export const linesOfRows = async (
  executor: Executor,
  { query }: ComparedRows,
): Promise<string[]> => {
  const { rows } = await sql<{ line: string }>`select line from (${query}) as compared`.execute(
    executor,
  );
  return rows.map(({ line }) => line);
};

/** The key that ends a page of subjects, or null if the page reaches the end. */
export const endOfSubjectPage = async (
  executor: Executor,
  { partitionId, after, subjectsMax }: { partitionId: number; after: string; subjectsMax: number },
): Promise<string | null> => {
  const { rows } = await sql<{ subject_key: string }>`
    select subject_key from ledger.subjects
     where partition_id = ${partitionId} and subject_key > ${after}
     order by subject_key offset ${subjectsMax} limit 1
  `.execute(executor);
  return rows[0]?.subject_key ?? null;
};

/** Months in which something is booked in a partition. */
export const bookedMonths = async (executor: Executor, partitionId: number): Promise<string[]> => {
  const { rows } = await sql<{ month: string }>`
    select distinct to_char(booking_date, 'YYYY-MM') as month from ledger.balances
     where partition_id = ${partitionId}
  `.execute(executor);
  return rows.map(({ month }) => month);
};
