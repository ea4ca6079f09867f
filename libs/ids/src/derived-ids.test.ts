import type { Caller } from '@riel/schemas';
import { expect, test } from 'vitest';
import {
  adjustmentIdOf,
  collectionLinkIdOf,
  eventIdOf,
  parseTransferId,
  transferIdOf,
} from './derived-ids.ts';

const shop = 'shop' as Caller;

test('the ids of the log are frozen', () => {
  // A change here would make every command in the log a new one.
  expect(transferIdOf(shop, 'order-1')).toBe('faea380d-efce-5403-8811-cd0d67d70114');
  expect(collectionLinkIdOf(shop, 'order-1')).toBe('d545bded-2d96-5560-b15b-06e6ea08f6b9');
  expect(adjustmentIdOf(shop, 'order-1')).toBe('a21c2eb9-fea9-58a8-8d77-bfc91d44d2d5');
  expect(eventIdOf(['TransferSettled', 'trn_1', 'approved', 'ach', '1'])).toBe(
    '324a8549-5b5f-5962-bc85-8c9a9b25bebc',
  );
});

test('caller, key and kind each make another id', () => {
  const ids = [
    transferIdOf(shop, 'k'),
    transferIdOf(shop, 'K'),
    transferIdOf('shopk' as Caller, ''),
    collectionLinkIdOf(shop, 'k'),
    adjustmentIdOf(shop, 'k'),
    eventIdOf([shop, 'k']),
    eventIdOf(['transfer', shop, 'k']),
  ];
  expect(new Set<string>(ids).size).toBe(ids.length);
});

test('a transfer id from outside must be a UUID', () => {
  expect(parseTransferId(transferIdOf(shop, 'k').toUpperCase())).toBe(transferIdOf(shop, 'k'));
  expect(parseTransferId('trn_1')).toBeNull();
});
