import { cashAccount } from '@riel/books';
import { column, sql, type Transaction } from '@riel/database';
import { insertNewFacts } from '../healing/insert-new-facts.ts';

/** Credits of a Mono account and day with an amount, by their Mono ids. */
export async function readEqualCredits(
  transaction: Transaction,
  to: {
    readonly monoAccountId: string;
    readonly amount: bigint;
    readonly currency: string;
    readonly date: string;
  },
): Promise<readonly string[]> {
  const { rows } = await sql<{ id: string }>`
    select subject_key as id from ledger.v_subjects
     where kind = 'receipt' and state = 'credited' and first_date = ${to.date}::date
       and mono_account_id = ${to.monoAccountId} and amount = ${to.amount} and currency = ${to.currency}
    union
    select mono_object_id from reconciliation.imported_lines
     where booking_date = ${to.date}::date and mono_account_id = ${to.monoAccountId}
       and amount = ${to.amount} and currency = ${to.currency} and mono_object_id like 'tx\\_%'
    order by id`.execute(transaction);
  return rows.map((row) => row.id);
}

/** Adjustments that put the amount into the Mono account on that day. */
export async function readEqualAdjustments(
  transaction: Transaction,
  to: {
    readonly monoAccountId: string;
    readonly amount: bigint;
    readonly currency: string;
    readonly date: string;
  },
): Promise<readonly string[]> {
  const { rows } = await sql<{ id: string }>`
    select fact.subject_key as id
      from ledger.v_postings posting
      join ledger.v_facts fact on fact.fact_id = posting.fact_id
     where posting.code = ${cashAccount(to.monoAccountId)} and posting.currency = ${to.currency}
       and posting.booking_date = ${to.date}::date and posting.kind = 'adjusted'
       and posting.amount = ${to.amount}
     order by id`.execute(transaction);
  return rows.map((row) => row.id);
}

/** The transfer of ours that a Mono transfer is, with what a correction of its rail must carry. */
export interface SettledTransfer {
  readonly transferId: string;
  readonly monoTransferId: string;
  readonly monoAccountId: string;
  readonly amount: bigint;
  readonly currency: string;
  readonly settledAt: number;
}

/** Settled transfers by their key or by the Mono id that they are known by. */
export async function readSettled(
  transaction: Transaction,
  id: string,
): Promise<SettledTransfer | null> {
  const { rows } = await sql<{
    transfer_id: string;
    mono_transfer_id: string | null;
    mono_account_id: string;
    amount: bigint;
    currency: string;
    settled_at: bigint;
  }>`
    select transfer_id, mono_transfer_id, mono_account_id,
      coalesce(settled_amount, amount) as amount, currency, settled_at
      from ledger.v_transfers
     where partition_id in (select partition_id from ledger.v_partitions)
       and (transfer_id = ${id} or mono_transfer_id = ${id}) and settled_at is not null
     order by transfer_id
     limit 1`.execute(transaction);
  const [row] = rows;
  if (row?.mono_transfer_id == null) return null;
  return {
    transferId: row.transfer_id,
    monoTransferId: row.mono_transfer_id,
    monoAccountId: row.mono_account_id,
    amount: row.amount,
    currency: row.currency,
    settledAt: Number(row.settled_at),
  };
}

/** A line that was taken. */
export interface ImportedRow {
  readonly eventId: string;
  readonly monoObjectId: string;
  readonly monoAccountId: string;
  readonly amount: bigint;
  readonly currency: string;
  readonly date: string;
  readonly author: string;
  readonly wasForced: boolean;
  readonly importedAt: bigint;
}

const columns = [
  column('event_id', 'uuid', (row: ImportedRow) => row.eventId),
  column('mono_object_id', 'text', (row: ImportedRow) => row.monoObjectId),
  column('mono_account_id', 'text', (row: ImportedRow) => row.monoAccountId),
  column('amount', 'bigint', (row: ImportedRow) => row.amount),
  column('currency', 'text', (row: ImportedRow) => row.currency),
  column('booking_date', 'date', (row: ImportedRow) => row.date),
  column('author', 'text', (row: ImportedRow) => row.author),
  column('was_forced', 'boolean', (row: ImportedRow) => row.wasForced),
  column('imported_at', 'bigint', (row: ImportedRow) => row.importedAt),
];

/** Notes lines that were taken; returns the ids of the events that nobody had imported. */
export function insertImported(
  transaction: Transaction,
  rows: readonly ImportedRow[],
): Promise<ReadonlySet<string>> {
  return insertNewFacts(transaction, { into: 'reconciliation.imported_lines', columns, rows });
}

/** Which of the events were imported before. */
export async function readImported(
  transaction: Transaction,
  eventIds: readonly string[],
): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ event_id: string }>`
    select event_id from reconciliation.imported_lines
     where event_id = any(${[...eventIds]}::uuid[])`.execute(transaction);
  return new Set(rows.map((row) => row.event_id));
}
