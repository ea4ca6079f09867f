import { sql, type Executor, type Transaction } from '@riel/database';
import type { LookUpKind, LookUpWish } from '../receipts/receipt.ts';

/** A look-up that is due. */
export interface DueLookUp extends LookUpWish {
  readonly lookUpId: string;
  readonly evidenceId: string | null;
  readonly heldEvent: Buffer | null;
  /** How often it was asked, this time included. */
  readonly attempts: number;
  readonly createdAt: bigint;
  /** When a proven look first found none. */
  readonly foundNoneAt: bigint | null;
}

/**
 * Takes due look-ups for as long as the lease: no lock and no transaction is held while Mono is asked.
 * If this instance dies, they are due again when the lease ends; asking twice is harmless.
 */
export async function leaseDueLookUps(
  executor: Executor,
  options: { readonly now: bigint; readonly leasedUntil: bigint; readonly lookUpsMax: number },
): Promise<readonly DueLookUp[]> {
  const { rows } = await sql<{
    look_up_id: string;
    kind: LookUpKind;
    object_id: string;
    reason: string;
    evidence_id: string | null;
    held_event: Buffer | null;
    attempts: number;
    created_at: bigint;
    found_none_at: bigint | null;
  }>`
    with due as (
      select look_up_id from webhook.look_ups
       where due_at <= ${options.now}
       order by due_at
       limit ${options.lookUpsMax}
         for update skip locked
    )
    update webhook.look_ups look_up
       set due_at = ${options.leasedUntil}, attempts = attempts + 1
      from due
     where look_up.look_up_id = due.look_up_id
    returning look_up.look_up_id, kind, object_id, reason, evidence_id, held_event, attempts,
      created_at, found_none_at`.execute(executor);
  return rows.map((row) => ({
    lookUpId: row.look_up_id,
    kind: row.kind,
    objectId: row.object_id,
    reason: row.reason,
    evidenceId: row.evidence_id,
    heldEvent: row.held_event,
    attempts: row.attempts,
    createdAt: row.created_at,
    foundNoneAt: row.found_none_at,
  }));
}

/**
 * Ends a look-up that was answered. False if another instance has ended it: then nothing more is to be
 * done about it.
 */
export async function endLookUp(transaction: Transaction, lookUpId: string): Promise<boolean> {
  const { rows } = await sql`
    delete from webhook.look_ups where look_up_id = ${lookUpId}
    returning look_up_id`.execute(transaction);
  return rows.length > 0;
}

/** Puts a look-up off; `foundNoneAt` notes the first proven look that found none. */
export async function putOffLookUp(
  transaction: Transaction,
  lookUpId: string,
  until: { readonly dueAt: bigint; readonly outcome: string; readonly foundNoneAt: bigint | null },
): Promise<void> {
  await sql`
    update webhook.look_ups
       set due_at = ${until.dueAt}, last_outcome = ${until.outcome},
           found_none_at = coalesce(found_none_at, ${until.foundNoneAt}::bigint)
     where look_up_id = ${lookUpId}`.execute(transaction);
}
