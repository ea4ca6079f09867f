import { sql, type Executor } from '@riel/database';
import type { Instant } from '@riel/schemas';

/** What an operator did. */
export interface Operation {
  readonly action: 'activate' | 'retire' | 'verify' | 'replay';
  /** Id of the secret or of the evidence. */
  readonly target: string;
  readonly caller: string;
  readonly keyId: string;
  /** The person behind the key, as the caller says. */
  readonly author: string | null;
  readonly reason: string | null;
  /** Stable code of what came of it. */
  readonly outcome: string;
}

/** Records what an operator did, for ever. */
export async function recordOperation(
  executor: Executor,
  operation: Operation,
  at: Instant,
): Promise<void> {
  const { action, target, caller, keyId, author, reason, outcome } = operation;
  await sql`
    insert into webhook.operations
      (action, target, caller, key_id, author, reason, outcome, happened_at)
    values (${action}, ${target}, ${caller}, ${keyId}, ${author}, ${reason}, ${outcome},
      ${BigInt(at)})
  `.execute(executor);
}

/** Whether a secret is used. One about which nobody said anything is. */
export type SecretStatus = 'active' | 'retired';

/** The last word about each secret about which there is one. */
export async function readSecretStatuses(
  executor: Executor,
): Promise<ReadonlyMap<string, SecretStatus>> {
  const { rows } = await sql<{ target: string; action: string }>`
    select distinct on (target) target, action
      from webhook.operations
     where action in ('activate', 'retire')
     order by target, operation_id desc`.execute(executor);
  return new Map(
    rows.map((row) => [row.target, row.action === 'retire' ? 'retired' : 'active'] as const),
  );
}

/** Lets one change of secrets after the other happen, on all instances, until the transaction ends. */
export async function lockSecretChanges(executor: Executor): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext('webhook.secret_changes'))`.execute(executor);
}
