import { sql, type Executor, type Transaction } from '@riel/database';
import type { Instant } from '@riel/schemas';
import type { KeyStatus } from '../choose-keys.ts';

/** Makes rows of keys that were never seen: a new key is active. */
export async function insertKeys(
  executor: Executor,
  keyIds: readonly string[],
  at: Instant,
): Promise<void> {
  await sql`
    insert into gateway.api_keys (key_id, status, changed_at)
    select id, 'active', ${BigInt(at)} from unnest(${[...keyIds]}::text[]) as n (id)
    on conflict do nothing`.execute(executor);
}

/**
 * Which of the keys are active. Their rows stay as they are until the transaction ends: a revocation
 * that comes meanwhile waits, and then finds the request that was recorded under the key.
 */
export async function lockActiveKeys(
  transaction: Transaction,
  keyIds: readonly string[],
): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ key_id: string }>`
    select key_id from gateway.api_keys
     where key_id = any(${[...keyIds]}::text[]) and status = 'active'
     order by key_id for share`.execute(transaction);
  return new Set(rows.map((row) => row.key_id));
}

export async function readKeyStatuses(executor: Executor): Promise<ReadonlyMap<string, KeyStatus>> {
  const { rows } = await sql<{ key_id: string; status: KeyStatus }>`
    select key_id, status from gateway.api_keys`.execute(executor);
  return new Map(rows.map((row) => [row.key_id, row.status]));
}

/** Notes that something is read with a key now. */
export async function insertOpenRead(
  transaction: Transaction,
  read: { readonly readId: string; readonly keyId: string; readonly at: Instant },
): Promise<void> {
  await sql`
    insert into gateway.open_reads (read_id, key_id, started_at)
    values (${read.readId}, ${read.keyId}, ${BigInt(read.at)})`.execute(transaction);
}

export async function deleteOpenRead(executor: Executor, readId: string): Promise<void> {
  await sql`delete from gateway.open_reads where read_id = ${readId}`.execute(executor);
}
