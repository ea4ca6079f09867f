import {
  databaseOid,
  serverStartedAt,
  sql,
  type Executor,
  type ServerIdentity,
  type Transaction,
} from '@riel/database';
import type { Instant } from '@riel/schemas';
import type { KnownServer, Offsets } from './decide-memory.ts';

/**
 * True when the database may have forgotten something that is not yet looked up: a recovery is open,
 * or the database answers in another place than the one it remembers, which nobody has looked at yet.
 * Asked in the transaction that would rely on it, so that no connection, however new and through
 * whatever pooler, can reach a database that was put back before somebody has looked.
 */
export const mayHaveForgotten = sql<boolean>`
  (exists (select 1 from gateway.recoveries where finished_at is null)
   or exists (select 1 from gateway.servers
               where database_oid is distinct from ${databaseOid}
                  or started_at is distinct from ${serverStartedAt}))`;

/** Whether the database may have forgotten, and not everything was looked up since. */
export async function isRecovering(executor: Executor): Promise<boolean> {
  const { rows } = await sql<{ yes: boolean }>`select ${mayHaveForgotten} as yes`.execute(executor);
  return rows[0]?.yes !== false;
}

/** Whether a recovery is open: somebody has looked, and knows why. */
export async function isRecoveryOpen(executor: Executor): Promise<boolean> {
  const { rows } = await sql`
    select 1 from gateway.recoveries where finished_at is null limit 1`.execute(executor);
  return rows.length > 0;
}

export async function readConsumed(executor: Executor): Promise<Offsets> {
  const { rows } = await sql<{ place: string; next_offset: bigint }>`
    select topic || ' ' || partition as place, next_offset from gateway.consumed_offsets
  `.execute(executor);
  return new Map(rows.map((row) => [row.place, row.next_offset]));
}

export async function readKnownServer(executor: Executor): Promise<KnownServer | null> {
  const { rows } = await sql<KnownServer>`
    select system_identifier as "systemIdentifier", timeline, database_oid as "databaseOid",
           started_at as "startedAt"
      from gateway.servers`.execute(executor);
  return rows[0] ?? null;
}

export async function writeServer(transaction: Transaction, server: ServerIdentity): Promise<void> {
  await sql`
    insert into gateway.servers (system_identifier, timeline, database_oid, started_at)
    values (${server.systemIdentifier}, ${server.timeline}, ${server.databaseOid},
            ${server.startedAt})
    on conflict (only_row) do update
      set system_identifier = excluded.system_identifier, timeline = excluded.timeline,
          database_oid = excluded.database_oid, started_at = excluded.started_at
  `.execute(transaction);
}

/** Opens a recovery: nothing is sent until the log was read again up to the targets, and looked up. */
export async function openRecovery(
  transaction: Transaction,
  recovery: { readonly reason: string; readonly at: Instant; readonly targets: Offsets },
): Promise<void> {
  const targets = JSON.stringify(
    Object.fromEntries([...recovery.targets].map(([place, offset]) => [place, String(offset)])),
  );
  await sql`
    insert into gateway.recoveries (reason, noticed_at, targets)
    values (${recovery.reason}, ${BigInt(recovery.at)}, ${targets}::jsonb)`.execute(transaction);
}

export interface OpenRecovery {
  readonly recoveryNumber: bigint;
  readonly targets: Offsets;
  readonly isRead: boolean;
}

/** The recoveries that are not finished, locked, oldest first. */
export async function lockRecoveries(transaction: Transaction): Promise<readonly OpenRecovery[]> {
  const { rows } = await sql<{
    recovery_number: bigint;
    targets: Readonly<Record<string, string>>;
    read_at: bigint | null;
  }>`
    select recovery_number, targets, read_at from gateway.recoveries
     where finished_at is null order by recovery_number for update`.execute(transaction);
  return rows.map((row) => ({
    recoveryNumber: row.recovery_number,
    isRead: row.read_at !== null,
    targets: new Map(Object.entries(row.targets).map(([place, offset]) => [place, BigInt(offset)])),
  }));
}

/**
 * The log was read: whatever is not final may have been sent by an attempt that was forgotten, so it
 * is looked up before anything else, once no request of that attempt can be on its way any more.
 * Lanes are locked by the caller.
 */
export async function markForLookUp(
  transaction: Transaction,
  recoveryNumber: bigint,
  { at, lookUpAt }: { readonly at: Instant; readonly lookUpAt: Instant },
): Promise<void> {
  await sql`
    update gateway.transfers set must_look_up = true where state = 'waiting'`.execute(transaction);
  await sql`
    update gateway.submissions
       set state = 'looking', has_unknown = true, first_clean_at = null,
           due_at = greatest(due_at, ${BigInt(lookUpAt)}),
           look_ups_from = greatest(look_ups_from, ${BigInt(lookUpAt)}),
           unknown_since = coalesce(unknown_since, ${BigInt(at)})
     where state in ('ready', 'refusing', 'looking')`.execute(transaction);
  // A person may have had it sent again since, so what look-ups proved before proves nothing.
  await sql`
    update gateway.transfers set absent_since = null, absent_until = null
     where state = 'submitted' and absent_since is not null`.execute(transaction);
  await sql`
    update gateway.recoveries set read_at = ${BigInt(at)}
     where recovery_number = ${recoveryNumber}`.execute(transaction);
}

/** How much is not yet looked up since the log was read. */
export async function countUnlooked(executor: Executor): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select ((select count(*) from gateway.transfers where state = 'waiting' and must_look_up)
          + (select count(*) from gateway.submissions
              where state in ('looking', 'sending', 'refusing')))::integer as count
  `.execute(executor);
  return rows[0]?.count ?? 0;
}

export async function finishRecoveries(transaction: Transaction, at: Instant): Promise<void> {
  await sql`
    update gateway.recoveries set finished_at = ${BigInt(at)}
     where finished_at is null and read_at is not null`.execute(transaction);
}
