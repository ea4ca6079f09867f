import { column, unnestInsert } from '@riel/database';
import type { OnceStore } from '../once/accept-once.ts';
import type { PreparedAdjustment } from './prepared-adjustment.ts';

type Row = PreparedAdjustment;

const columns = [
  column<Row, 'uuid'>('adjustment_id', 'uuid', (row) => row.id),
  column<Row, 'text'>('caller', 'text', (row) => row.caller),
  column<Row, 'text'>('idempotency_key', 'text', (row) => row.idempotencyKey),
  column<Row, 'bytea'>('command_hash', 'bytea', (row) => Buffer.from(row.hash.digest, 'hex')),
  column<Row, 'smallint'>('command_hash_version', 'smallint', (row) => row.hash.version),
  column<Row, 'text'>('command_hash_key_id', 'text', (row) => row.hash.keyId),
  column<Row, 'text'>('author', 'text', (row) => row.command.author),
  column<Row, 'text'>('reason', 'text', (row) => row.command.reason),
  column<Row, 'text'>('drift_id', 'text', (row) => row.command.driftId),
  column<Row, 'boolean'>('is_opening_balance', 'boolean', (row) => row.command.openingBalance),
  column<Row, 'bigint'>('accepted_at', 'bigint', (row) => BigInt(row.acceptedAt)),
  column<Row, 'jsonb'>('answer', 'jsonb', (row) => JSON.stringify(row.answer)),
];

/** Where accepted adjustments are kept. */
export const adjustmentStore: OnceStore<PreparedAdjustment> = {
  table: { name: 'adjustments', idColumn: 'adjustment_id' },
  async insert(transaction, rows) {
    await unnestInsert({ into: 'command.adjustments', columns, rows }).execute(transaction);
  },
};
