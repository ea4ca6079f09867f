import { sql, type Executor } from '@riel/database';

/** A question to Mono that has no answer yet, as operators see it. */
export interface WaitingLookUp {
  readonly lookUpId: string;
  readonly kind: string;
  readonly objectId: string;
  readonly reason: string;
  readonly evidenceId: string | null;
  /** Microseconds. */
  readonly createdAt: bigint;
  readonly dueAt: bigint;
  readonly attempts: number;
  readonly lastOutcome: string | null;
}

/** The oldest waiting look-ups. */
export async function listWaitingLookUps(
  executor: Executor,
  lookUpsMax: number,
): Promise<readonly WaitingLookUp[]> {
  const { rows } = await sql<{
    look_up_id: string;
    kind: string;
    object_id: string;
    reason: string;
    evidence_id: string | null;
    created_at: bigint;
    due_at: bigint;
    attempts: number;
    last_outcome: string | null;
  }>`
    select look_up_id, kind, object_id, reason, evidence_id, created_at, due_at, attempts,
           last_outcome
      from webhook.look_ups
     order by created_at, look_up_id
     limit ${lookUpsMax}`.execute(executor);
  return rows.map((row) => ({
    lookUpId: row.look_up_id,
    kind: row.kind,
    objectId: row.object_id,
    reason: row.reason,
    evidenceId: row.evidence_id,
    createdAt: row.created_at,
    dueAt: row.due_at,
    attempts: row.attempts,
    lastOutcome: row.last_outcome,
  }));
}

/** How many wait, how many of them for longer than is normal, and since when the oldest does. */
export interface LookUpBacklog {
  readonly waiting: number;
  readonly overdue: number;
  /** Microseconds; null if none waits. */
  readonly oldestCreatedAt: bigint | null;
}

/** Counts waiting look-ups. */
export async function countLookUps(
  executor: Executor,
  overdueBefore: bigint,
): Promise<LookUpBacklog> {
  const { rows } = await sql<{ waiting: bigint; overdue: bigint; oldest: bigint | null }>`
    select count(*) as waiting, min(created_at) as oldest,
           count(*) filter (where created_at < ${overdueBefore}) as overdue
      from webhook.look_ups`.execute(executor);
  const row = rows[0];
  return {
    waiting: Number(row?.waiting ?? 0n),
    overdue: Number(row?.overdue ?? 0n),
    oldestCreatedAt: row?.oldest ?? null,
  };
}
