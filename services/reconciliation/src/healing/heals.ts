import { column, sql, type Executor, type Transaction } from '@riel/database';
import { insertNewFacts } from './insert-new-facts.ts';

/** A fact that was published because Mono states it. */
export interface HealRow {
  readonly eventId: string;
  readonly driftId: string | null;
  readonly runNumber: bigint | null;
  readonly eventName: string;
  readonly subject: string;
  readonly publishedAt: bigint;
}

const columns = [
  column('event_id', 'uuid', (row: HealRow) => row.eventId),
  column('drift_id', 'uuid', (row: HealRow) => row.driftId),
  column('run_number', 'bigint', (row: HealRow) => row.runNumber),
  column('event_name', 'text', (row: HealRow) => row.eventName),
  column('subject', 'text', (row: HealRow) => row.subject),
  column('published_at', 'bigint', (row: HealRow) => row.publishedAt),
];

/** Notes heals and returns the ids of those that nobody had published: each is published once. */
export function insertHeals(
  transaction: Transaction,
  rows: readonly HealRow[],
): Promise<ReadonlySet<string>> {
  return insertNewFacts(transaction, { into: 'reconciliation.heals', columns, rows });
}

/** A heal that waits for the ledger. */
export interface UnbookedHeal {
  readonly eventId: string;
  readonly driftId: string | null;
}

/** A page of the heals that are not known to be booked, by their ids; those of one run, or all. */
export async function readUnbookedHeals(
  executor: Executor,
  filter: {
    readonly runNumber: bigint | null;
    readonly after: string | null;
    readonly limit: number;
  },
): Promise<readonly UnbookedHeal[]> {
  const { rows } = await sql<{ event_id: string; drift_id: string | null }>`
    select event_id, drift_id from reconciliation.heals
     where booked_at is null
       and (${filter.runNumber}::bigint is null or run_number = ${filter.runNumber}::bigint)
       and (${filter.after}::uuid is null or event_id > ${filter.after}::uuid)
     order by event_id
     limit ${filter.limit}`.execute(executor);
  return rows.map((row) => ({ eventId: row.event_id, driftId: row.drift_id }));
}

/** Notes that heals are booked; returns those for which it was news. */
export async function markBooked(
  transaction: Transaction,
  eventIds: readonly string[],
  at: number,
): Promise<ReadonlySet<string>> {
  if (eventIds.length === 0) return new Set();
  const { rows } = await sql<{ event_id: string }>`
    update reconciliation.heals set booked_at = ${BigInt(at)}
     where event_id = any(${[...eventIds]}::uuid[]) and booked_at is null
    returning event_id`.execute(transaction);
  return new Set(rows.map((row) => row.event_id));
}

/** How many facts a run published, and how many of them are booked. */
export async function countHeals(
  executor: Executor,
  runNumber: bigint,
): Promise<{ readonly published: number; readonly booked: number }> {
  const { rows } = await sql<{ published: bigint; booked: bigint }>`
    select count(*) as published, count(booked_at) as booked
      from reconciliation.heals where run_number = ${runNumber}`.execute(executor);
  return { published: Number(rows[0]?.published ?? 0n), booked: Number(rows[0]?.booked ?? 0n) };
}
