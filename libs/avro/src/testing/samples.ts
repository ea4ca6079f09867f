import type { EventValues } from '@riel/schemas';

/** A request with every kind of field that the log knows. */
export const requested = {
  eventId: 'event',
  occurredAt: 1_763_000_000_123_456,
  recordedAt: 1_763_000_000_123_457,
  transferId: 'transfer',
  caller: 'payroll',
  idempotencyKey: 'key',
  monoAccountId: 'acc_1',
  amount: 9_007_199_254_740_993n,
  currency: 'COP',
  requestedRail: 'turbo',
  fallbackRails: ['ach'],
  counterAccount: null,
  notAfter: null,
  thirdPartyId: 'party',
  bankCodeChecked: true,
  metadata: { batch: '7' },
  payee: {
    version: 1,
    dataKeyId: 'data-key',
    recipients: [
      { keyId: 'gateway', encapsulatedKey: Buffer.from('one'), sealedKey: Buffer.from('two') },
    ],
    nonce: Buffer.alloc(12, 1),
    ciphertext: Buffer.alloc(40, 2),
  },
  signature: { version: 1, keyId: 'signing', signature: Buffer.alloc(64, 3) },
} as unknown as EventValues['TransferRequested'];

/** Two versions of one event: the second adds a field with a default, and drops one that had one. */
export const moved = {
  v1: recordOf([
    { name: 'amount', type: { type: 'long', brand: 'MinorUnits' } },
    { name: 'at', type: { type: 'long', logicalType: 'timestamp-micros' } },
    { name: 'note', type: ['null', 'string'], default: null },
  ]),
  v2: recordOf([
    { name: 'amount', type: { type: 'long', brand: 'MinorUnits' } },
    { name: 'at', type: { type: 'long', logicalType: 'timestamp-micros' } },
    { name: 'rail', type: ['null', 'string'], default: null },
  ]),
  /** What no registry may take as a further version: a new field without default. */
  incompatible: recordOf([
    { name: 'amount', type: { type: 'long', brand: 'MinorUnits' } },
    { name: 'at', type: { type: 'long', logicalType: 'timestamp-micros' } },
    { name: 'rail', type: 'string' },
  ]),
};

function recordOf(fields: readonly object[]) {
  return { type: 'record', name: 'MoneyMoved', namespace: 'riel', doc: 'Moved.', fields };
}
