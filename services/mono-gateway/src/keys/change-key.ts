import { sql, type Database, type Transaction } from '@riel/database';
import type { Instant } from '@riel/schemas';
import { insertAction } from '../admin/sql/insert-action.ts';
import type { KeyStatus } from './choose-keys.ts';

export interface KeyChange {
  readonly keyId: string;
  readonly status: KeyStatus;
  readonly author: string;
  readonly reason: string | null;
}

export interface KeyChangePorts {
  readonly database: Database;
  readonly now: () => Instant;
  /** Longest that a request with the key can be under way. */
  readonly totalTimeoutMilliseconds: number;
  readonly wait: (milliseconds: number) => Promise<void>;
}

export type KeyChangeOutcome =
  | { readonly kind: 'changed' }
  | { readonly kind: 'unknown-key' }
  /** What was revoked stays revoked. */
  | { readonly kind: 'revoked-before' };

const POLL_MILLISECONDS = 50;

/**
 * Changes what a key may be used for, on every instance at once: a transaction that records a request
 * reads the row. A revocation answers when no request with the key is under way any more.
 */
export async function changeKey(
  ports: KeyChangePorts,
  change: KeyChange,
): Promise<KeyChangeOutcome> {
  const outcome = await ports.database.transaction((transaction) =>
    write(transaction, change, ports.now()),
  );
  if (outcome.kind === 'changed' && change.status === 'revoked') {
    await waitForRequests(ports, change.keyId);
  }
  return outcome;
}

async function write(
  transaction: Transaction,
  { keyId, status, author, reason }: KeyChange,
  at: Instant,
): Promise<KeyChangeOutcome> {
  const { rows } = await sql<{ status: KeyStatus }>`
    select status from gateway.api_keys where key_id = ${keyId} for update`.execute(transaction);
  const known = rows[0];
  if (known === undefined) return { kind: 'unknown-key' };
  if (known.status === 'revoked' && status !== 'revoked') return { kind: 'revoked-before' };
  await sql`
    update gateway.api_keys set status = ${status}, changed_at = ${BigInt(at)}
     where key_id = ${keyId}`.execute(transaction);
  const action = `key-${status}`;
  await insertAction(transaction, { action, subject: keyId, author, reason, at });
  return { kind: 'changed' };
}

/** A request that nobody ends, because its process died, ends by itself with the total time-out. */
async function waitForRequests(ports: KeyChangePorts, keyId: string): Promise<void> {
  const microseconds = 1_000 * ports.totalTimeoutMilliseconds;
  const end = ports.now() + microseconds;
  while (ports.now() < end) {
    const { rows } = await sql<{ open: boolean }>`
      select exists (select 1 from gateway.attempts
                      where key_id = ${keyId} and ended_at is null)
          or exists (select 1 from gateway.open_reads
                      where key_id = ${keyId} and started_at > ${BigInt(ports.now() - microseconds)})
             as open`.execute(ports.database.kysely);
    if (rows[0]?.open !== true) return;
    await ports.wait(POLL_MILLISECONDS);
  }
}
