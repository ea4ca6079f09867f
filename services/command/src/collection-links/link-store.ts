import { column, unnestInsert } from '@riel/database';
import type { OnceStore } from '../once/accept-once.ts';
import type { PreparedLink } from './prepared-link.ts';

type Row = PreparedLink;

const columns = [
  column<Row, 'uuid'>('collection_link_id', 'uuid', (row) => row.id),
  column<Row, 'text'>('caller', 'text', (row) => row.caller),
  column<Row, 'text'>('idempotency_key', 'text', (row) => row.idempotencyKey),
  column<Row, 'bytea'>('command_hash', 'bytea', (row) => Buffer.from(row.hash.digest, 'hex')),
  column<Row, 'smallint'>('command_hash_version', 'smallint', (row) => row.hash.version),
  column<Row, 'text'>('command_hash_key_id', 'text', (row) => row.hash.keyId),
  column<Row, 'text'>('mono_account_id', 'text', (row) => row.monoAccountId),
  column<Row, 'bigint'>('amount', 'bigint', (row) => row.amount),
  column<Row, 'text'>('currency', 'text', (row) => row.currency),
  column<Row, 'bigint'>('accepted_at', 'bigint', (row) => BigInt(row.acceptedAt)),
  column<Row, 'jsonb'>('answer', 'jsonb', (row) => JSON.stringify(row.answer)),
];

/** Where accepted links are kept. */
export const linkStore: OnceStore<PreparedLink> = {
  table: { name: 'collection_links', idColumn: 'collection_link_id' },
  async insert(transaction, rows) {
    await unnestInsert({ into: 'command.collection_links', columns, rows }).execute(transaction);
  },
};
