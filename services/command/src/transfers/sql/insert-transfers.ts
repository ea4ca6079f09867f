import { column, unnestInsert, type Transaction } from '@riel/database';
import type { PreparedTransfer } from '../prepared-transfer.ts';

type Row = PreparedTransfer;

const columns = [
  column<Row, 'uuid'>('transfer_id', 'uuid', (row) => row.transferId),
  column<Row, 'text'>('caller', 'text', (row) => row.caller),
  column<Row, 'text'>('idempotency_key', 'text', (row) => row.idempotencyKey),
  column<Row, 'bytea'>('command_hash', 'bytea', (row) => Buffer.from(row.hash.digest, 'hex')),
  column<Row, 'smallint'>('command_hash_version', 'smallint', (row) => row.hash.version),
  column<Row, 'text'>('command_hash_key_id', 'text', (row) => row.hash.keyId),
  column<Row, 'text'>('mono_account_id', 'text', (row) => row.monoAccountId),
  column<Row, 'bigint'>('amount', 'bigint', (row) => row.amount),
  column<Row, 'text'>('currency', 'text', (row) => row.currency),
  column<Row, 'text'>('requested_rail', 'text', (row) => row.requestedRail),
  column<Row, 'text'>('door', 'text', (row) => row.door),
  column<Row, 'bigint'>('accepted_at', 'bigint', (row) => BigInt(row.acceptedAt)),
  column<Row, 'jsonb'>('answer', 'jsonb', (row) => JSON.stringify(row.answer)),
];

/**
 * Inserts accepted transfers. One that is there already would be an error, never an update; it cannot be,
 * because it was looked for under the caller's lock.
 */
export async function insertTransfers(
  transaction: Transaction,
  rows: readonly PreparedTransfer[],
): Promise<void> {
  await unnestInsert({ into: 'command.transfers', columns, rows }).execute(transaction);
}
