import { generateSigningKey, publicPart } from '@riel/sealing';
import { expect, test } from 'vitest';
import { isSignedBy, publicKeyOf } from './anchor.ts';
import type { Anchor } from './anchor.ts';
import { anchorLine, parseAnchorLine } from './anchor-line.ts';
import { createAnchorSigner } from './anchor-signer.ts';

const keys = [
  generateSigningKey('older', '2026-01-01T00:00:00Z'),
  generateSigningKey('newer', '2026-02-01T00:00:00Z'),
];
const head = {
  topic: 'riel.transfers.v1',
  partition: 3,
  chainNumber: 17,
  hash: Buffer.alloc(32, 7),
};
const anchor = createAnchorSigner(keys).sign([head], 1_790_000_000_123_456);

const isGood = (one: Anchor): boolean => isSignedBy(one, publicKeyOf(one.publicKey));

test('the newest key signs, and anyone can check it', () => {
  expect(anchor.keyId).toBe('newer');
  expect(isGood(anchor)).toBe(true);
});

test.each([
  ['the time', { ...anchor, occurredAt: anchor.occurredAt + 1 }],
  ['the key id', { ...anchor, keyId: 'older' }],
  ['the number of a link', { ...anchor, heads: [{ ...head, chainNumber: 18 }] }],
  ['the partition', { ...anchor, heads: [{ ...head, partition: 2 }] }],
  ['a hash', { ...anchor, heads: [{ ...head, hash: Buffer.alloc(32, 8) }] }],
  ['a head left out', { ...anchor, heads: [] }],
])('a change of %s breaks the signature', (_, changed) => {
  expect(isGood(changed)).toBe(false);
});

test('a line gives the anchor back', () => {
  expect(parseAnchorLine(anchorLine(anchor))).toEqual(anchor);
});

test.each([
  ['no JSON', 'nothing', 'the line is no JSON object'],
  ['no time', anchorLine(anchor).replace('2026-', '2026:'), 'occurredAt is no time'],
  ['a short hash', anchorLine(anchor).replace('0707', '07'), 'heads[0].hash is not 32 bytes'],
  ['no number', anchorLine(anchor).replace(':17', ':"17"'), 'heads[0] names no link'],
])('a line with %s is refused', (_, line, problem) => {
  expect(() => parseAnchorLine(line)).toThrow(problem);
});

test('a file without a private key cannot sign', () => {
  expect(() => createAnchorSigner(keys.map(publicPart))).toThrow('no Ed25519 key pair');
});
