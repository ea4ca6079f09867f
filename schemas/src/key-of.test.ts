import { describe, expect, test } from 'vitest';

import { eventNames } from './generated/event-schemas.ts';
import type { AnyEvent } from './generated/events.ts';
import { keyOf } from './key-of.ts';

const ids = {
  transferId: 'transfer',
  monoTransferId: 'trn_1',
  idempotencyKey: 'key',
  caller: 'payroll',
  collectionLinkId: 'link',
  collectionIntentId: 'cint_1',
  monoTransactionId: 'tx_1',
  adjustmentId: 'adjustment',
  markerNumber: 7,
  subject: 'subject',
  runId: 'run',
  driftId: 'drift',
  kind: 'pse',
};

const key = (name: string, value: object): string => keyOf({ name, value } as AnyEvent);

describe('keyOf', () => {
  test('every event has a key', () => {
    for (const name of eventNames) expect(key(name, ids)).not.toBe('');
  });

  test.each([
    ['TransferSettled', 'transfer'],
    ['TransferMatched', 'trn_1'],
    ['CollectionLinkCreated', 'link'],
    ['CollectionCredited', 'cint_1'],
    ['AccountCredited', 'tx_1'],
    ['AdjustmentRequested', 'adjustment'],
    ['TablesActivated', 'marker:7'],
    ['RequestTransfer', 'key'],
  ])('%s is keyed by %s', (name, expected) => {
    expect(key(name, ids)).toBe(expected);
  });

  test('a Mono transfer that is not known to be ours is keyed by its Mono id', () => {
    expect(key('TransferSettled', { ...ids, transferId: null })).toBe('trn_1');
  });
});
