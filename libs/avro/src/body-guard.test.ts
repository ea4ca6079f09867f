import { describe, expect, test } from 'vitest';

import { bodyGuard } from './body-guard.ts';
import { eventType } from './event-type.ts';

const fields = [
  { name: 'rails', type: { type: 'array', items: 'string' } },
  { name: 'labels', type: { type: 'map', values: 'long' } },
  { name: 'hash', type: { type: 'fixed', name: 'Hash', size: 2 } },
  { name: 'other', type: ['null', 'Hash'], default: null },
];
const type = eventType({ type: 'record', name: 'All', namespace: 'riel', fields });
const guard = bodyGuard(type);
const check = (bytes: readonly number[]) => () => guard(Buffer.from(bytes), 0);

/** 2^40 as a zigzag varint. */
const HUGE = [0x80, 0x80, 0x80, 0x80, 0x80, 0x40];

describe('bodyGuard', () => {
  test('lets pass what avsc wrote', () => {
    const hash = Buffer.from('ab');
    const values = { rails: ['ach', 'turbo'], labels: { a: 1n, b: -(2n ** 63n) }, hash };
    expect(() => guard(type.toBuffer({ ...values, other: hash }), 0)).not.toThrow();
    expect(() => guard(type.toBuffer({ ...values, other: null }), 0)).not.toThrow();
  });

  test('lets pass blocks that say their size', () => {
    expect(check([1, 4, 2, 0x61, 0, 0, 1, 2, 0])).not.toThrow();
  });

  test.each([
    ['an array of 2^40 items', [...HUGE, 0, 0], 'more items than bytes'],
    ['a map of 2^40 items', [0, ...HUGE, 0], 'more items than bytes'],
    ['a string of 2^40 bytes', [2, ...HUGE, 0, 0], 'body too short'],
    ['a string of negative length', [2, 1, 0, 0, 0, 0], 'body too short'],
    ['a union without that branch', [0, 0, 1, 2, 4], 'no such branch of a union'],
    ['a number without end', Array.from({ length: 20 }, () => 0x80), 'number too long'],
    ['bytes left over', [0, 0, 1, 2, 0, 9], 'bytes left over'],
    ['nothing', [], 'body too short'],
  ])('refuses %s', (_, bytes, reason) => {
    expect(check(bytes)).toThrow(reason);
  });
});
