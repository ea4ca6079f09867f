import { defineEntity, p } from '@riel/database';
import type { AcceptedAnswer } from './acceptance.ts';

/** An accepted transfer as stored: never changed, never deleted. Written set-based, read one by one. */
export const StoredTransfer = defineEntity({
  name: 'StoredTransfer',
  tableName: 'transfers',
  schema: 'command',
  properties: {
    transferId: p.uuid().primary().fieldName('transfer_id'),
    caller: p.text(),
    idempotencyKey: p.text().fieldName('idempotency_key'),
    commandHash: p.blob().fieldName('command_hash'),
    commandHashVersion: p.smallint().fieldName('command_hash_version'),
    commandHashKeyId: p.text().fieldName('command_hash_key_id'),
    monoAccountId: p.text().fieldName('mono_account_id'),
    amount: p.bigint(),
    currency: p.text(),
    requestedRail: p.text().nullable().fieldName('requested_rail'),
    door: p.text(),
    acceptedAt: p.bigint().fieldName('accepted_at'),
    answer: p.json<AcceptedAnswer>(),
  },
});
