import { sql, type Transaction } from '@riel/database';
import type { PartitionPosition } from '../position/position.ts';
import { withinPosition } from '../position/within-position.ts';
import { entryFilter } from './entry-filter.ts';
import type { EntryQuestion } from './entry-question.ts';

/** An entry without its lines. */
export interface EntryRow {
  readonly fact_id: bigint;
  readonly entry_number: number;
  readonly kind: string;
  readonly booking_date: string;
  readonly fact_date: string;
  readonly reverses: string | null;
  readonly topic: string;
  readonly partition: number;
  readonly chain_number: bigint;
  readonly chain_hash: Buffer;
  readonly event_id: string;
  readonly event_name: string;
  readonly subject_key: string;
  readonly occurred_at: bigint;
  readonly recorded_at: bigint;
  readonly known_at: bigint;
}

/** One line of an entry. */
export interface LineRow {
  readonly fact_id: bigint;
  readonly entry_number: number;
  readonly code: string;
  readonly amount: bigint;
  readonly currency: string;
}

/** An entry with its lines. */
export interface Entry {
  readonly row: EntryRow;
  readonly lines: readonly LineRow[];
}

/** Columns of `entry` (of `v_entries`) and `place` (of `v_partitions`). */
export const entryColumns = sql`
  entry.fact_id, entry.entry_number, entry.kind, entry.booking_date::text,
  entry.fact_date::text, entry.reverses, place.topic, place.partition, entry.chain_number,
  entry.chain_hash, entry.event_id, entry.event_name, entry.subject_key, entry.occurred_at,
  entry.recorded_at, entry.known_at`;

/** Entries in the order of the chains, as they stood at the position, after a place. */
export async function readEntries(
  transaction: Transaction,
  question: EntryQuestion,
  page: {
    readonly position: readonly PartitionPosition[];
    readonly after: { readonly factId: bigint; readonly entryNumber: number } | null;
    readonly limit: number;
  },
): Promise<readonly Entry[]> {
  const { position, after, limit } = page;
  const beyond =
    after === null
      ? sql`true`
      : sql`(entry.fact_id, entry.entry_number)
          > (${after.factId}::bigint, ${after.entryNumber}::smallint)`;
  const { rows } = await sql<EntryRow>`
    select ${entryColumns}
    from ledger.v_entries entry
    join ledger.v_partitions place on place.partition_id = entry.partition_id
    where ${entryFilter(question)}
      and ${withinPosition(position, 'entry.fact_id')}
      and ${beyond}
    order by entry.fact_id, entry.entry_number
    limit ${limit}`.execute(transaction);
  return await withLines(transaction, rows);
}

/** Puts the lines to their entries. */
export async function withLines(
  transaction: Transaction,
  rows: readonly EntryRow[],
): Promise<readonly Entry[]> {
  const factIds = [...new Set(rows.map((row) => row.fact_id))];
  const lines = await sql<LineRow>`
    select fact_id, entry_number, code, amount, currency
    from ledger.v_postings
    where fact_id = any(${factIds}::bigint[])
    order by fact_id, entry_number, line`.execute(transaction);
  const byEntry = Map.groupBy(lines.rows, keyOf);
  return rows.map((row) => ({ row, lines: byEntry.get(keyOf(row)) ?? [] }));
}

const keyOf = (row: { readonly fact_id: bigint; readonly entry_number: number }): string =>
  `${row.fact_id}.${row.entry_number}`;
