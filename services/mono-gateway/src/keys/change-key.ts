import { sql, type Transaction } from '@riel/database';
import type { Instant } from '@riel/schemas';
import { insertAction } from '../admin/sql/insert-action.ts';
import { waitForRequests, type WaitPorts } from '../admin/wait-for-requests.ts';
import type { KeyStatus } from './choose-keys.ts';

export interface KeyChange {
  readonly keyId: string;
  readonly status: KeyStatus;
  readonly author: string;
  readonly reason: string | null;
}

export type KeyChangeOutcome =
  | { readonly kind: 'changed' }
  | { readonly kind: 'unknown-key' }
  /** What was revoked stays revoked. */
  | { readonly kind: 'revoked-before' };

/**
 * Changes what a key may be used for, on every instance at once: a transaction that records a request
 * reads the row. A revocation answers when no request with the key is under way any more.
 */
export async function changeKey(ports: WaitPorts, change: KeyChange): Promise<KeyChangeOutcome> {
  const outcome = await ports.database.transaction((transaction) =>
    write(transaction, change, ports.now()),
  );
  if (outcome.kind === 'changed' && change.status === 'revoked') {
    await waitForRequests(ports, openWith(change.keyId));
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

/** What reads is open while its row is there, whatever the clock of who wrote it says. */
const openWith = (keyId: string) => sql`
  exists (select 1 from gateway.attempts where key_id = ${keyId} and ended_at is null)
  or exists (select 1 from gateway.open_reads where key_id = ${keyId})`;
