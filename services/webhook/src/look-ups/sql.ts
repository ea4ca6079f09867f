import { sql, type Transaction } from '@riel/database';
import type { LookUpWish } from '../receipts/receipt.ts';

/** A look-up that is due. */
export interface DueLookUp extends LookUpWish {
  readonly lookUpId: string;
  readonly evidenceId: string | null;
  readonly attempts: number;
}

/** Takes due look-ups; other instances pass over them until the transaction ends. */
export async function takeDueLookUps(
  transaction: Transaction,
  options: { readonly now: bigint; readonly lookUpsMax: number },
): Promise<readonly DueLookUp[]> {
  const { rows } = await sql<{
    look_up_id: string;
    kind: LookUpWish['kind'];
    object_id: string;
    reason: string;
    evidence_id: string | null;
    attempts: number;
  }>`
    select look_up_id, kind, object_id, reason, evidence_id, attempts
      from webhook.look_ups
     where due_at <= ${options.now}
     order by due_at
     limit ${options.lookUpsMax}
       for update skip locked`.execute(transaction);
  return rows.map((row) => ({
    lookUpId: row.look_up_id,
    kind: row.kind,
    objectId: row.object_id,
    reason: row.reason,
    evidenceId: row.evidence_id,
    attempts: row.attempts,
  }));
}

/** Ends a look-up that was answered. */
export async function endLookUp(transaction: Transaction, lookUpId: string): Promise<void> {
  await sql`delete from webhook.look_ups where look_up_id = ${lookUpId}`.execute(transaction);
}

/** Puts a look-up off. */
export async function putOffLookUp(
  transaction: Transaction,
  lookUpId: string,
  until: { readonly dueAt: bigint; readonly outcome: string },
): Promise<void> {
  await sql`
    update webhook.look_ups
       set due_at = ${until.dueAt}, attempts = attempts + 1, last_outcome = ${until.outcome}
     where look_up_id = ${lookUpId}`.execute(transaction);
}

/** How many look-ups wait. */
export async function countLookUps(transaction: Transaction): Promise<number> {
  const { rows } = await sql<{ count: bigint }>`
    select count(*) as count from webhook.look_ups`.execute(transaction);
  return Number(rows[0]?.count ?? 0n);
}
