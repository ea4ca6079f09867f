import { sql } from '@riel/database';
import type { Executor, Transaction } from '@riel/database';
import type { AnchoredHead } from '../anchor.ts';

/** An anchor as it is kept. */
export interface AnchorRow {
  /** The time at which it was due, microseconds: one anchor per time. */
  readonly dueAt: number;
  readonly eventId: string;
  readonly occurredAt: number;
  /** The anchor as a line of a file. */
  readonly line: string;
  /** The record's bytes, the same for every attempt to publish it. */
  readonly payload: Buffer;
}

/** Heads of all chains that have a link, as one statement sees them. */
export const readHeads = async (executor: Executor): Promise<AnchoredHead[]> => {
  const { rows } = await sql<Omit<AnchoredHead, 'chainNumber'> & { chain_number: bigint }>`
    select topic, partition, chain_number, chain_hash as hash
      from ledger.partitions where chain_number > 0 order by partition_id
  `.execute(executor);
  return rows.map(({ chain_number: number, ...head }) => ({
    ...head,
    chainNumber: Number(number),
  }));
};

/** Whether an anchor of that time or a later one is kept. */
export const isAnchored = async (executor: Executor, dueAt: number): Promise<boolean> => {
  const { rows } = await sql`
    select from ledger.anchors where due_at >= ${BigInt(dueAt)} limit 1
  `.execute(executor);
  return rows.length > 0;
};

/** Keeps an anchor, unless another instance was faster. */
export const insertAnchor = async (transaction: Transaction, row: AnchorRow): Promise<void> => {
  await sql`
    insert into ledger.anchors (due_at, event_id, occurred_at, line, payload)
    values (${BigInt(row.dueAt)}, ${row.eventId}, ${BigInt(row.occurredAt)}, ${row.line},
      ${row.payload})
    on conflict (due_at) do nothing
  `.execute(transaction);
};

/** Takes the oldest anchor that is not published, or null if there is none or another has it. */
export const takeUnpublished = async (transaction: Transaction): Promise<AnchorRow | null> => {
  const { rows } = await sql<{
    due_at: bigint;
    event_id: string;
    occurred_at: bigint;
    line: string;
    payload: Buffer;
  }>`
    select due_at, event_id, occurred_at, line, payload from ledger.anchors
     where published_at is null order by due_at limit 1 for update skip locked
  `.execute(transaction);
  const [row] = rows;
  return row === undefined
    ? null
    : {
        dueAt: Number(row.due_at),
        eventId: row.event_id,
        occurredAt: Number(row.occurred_at),
        line: row.line,
        payload: row.payload,
      };
};

/** Notes that the broker has the anchor. */
export const notePublished = async (
  transaction: Transaction,
  dueAt: number,
  publishedAt: number,
): Promise<void> => {
  await sql`
    update ledger.anchors set published_at = ${BigInt(publishedAt)} where due_at = ${BigInt(dueAt)}
  `.execute(transaction);
};

/** Lines of the kept anchors above a time, oldest first. */
export const readAnchorLines = async (
  executor: Executor,
  { after, linesMax }: { readonly after: number; readonly linesMax: number },
): Promise<{ dueAt: number; line: string }[]> => {
  const { rows } = await sql<{ due_at: bigint; line: string }>`
    select due_at, line from ledger.anchors where due_at > ${BigInt(after)}
     order by due_at limit ${linesMax}
  `.execute(executor);
  return rows.map(({ due_at: dueAt, line }) => ({ dueAt: Number(dueAt), line }));
};
