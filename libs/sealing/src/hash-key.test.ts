import { createHmac } from 'node:crypto';
import { lengthPrefixed } from '@riel/ids';
import { expect, test } from 'vitest';
import { hashKeyOf, hmacOf, thirdPartyIdOf } from './hash-key.ts';
import { generateHashKey, generateSigningKey, type StoredKey } from './key.ts';

const secret = Buffer.alloc(32, 7);
const stored: StoredKey = {
  keyId: 'hash-1',
  algorithm: 'HMAC-SHA256',
  createdAt: '2026-11-01T00:00:00Z',
  privateKey: { kty: 'oct', k: secret.toString('base64url') },
};
const key = hashKeyOf(stored);

test('a keyed hash is HMAC-SHA256', () => {
  const expected = createHmac('sha256', secret).update('abc').digest();
  expect(hmacOf(key, 'abc')).toEqual(expected);
  expect(hmacOf(key, Buffer.from('abc'))).toEqual(expected);
});

test('the id of a third party is the hash of its normalised document', () => {
  const bytes = lengthPrefixed(['third-party', 'CC', '1020304050']);
  const expected = createHmac('sha256', secret).update(bytes).digest('hex');
  for (const number of [
    '1020304050',
    '1.020.304.050',
    ' 1 020 304 050 ',
    '1020-304050',
    '１０２０３０４０５０',
  ]) {
    expect(thirdPartyIdOf(key, 'cc', number)).toBe(expected);
  }
});

test('type, number, leading zeros and the secret count', () => {
  const ids = [
    thirdPartyIdOf(key, 'CC', '123'),
    thirdPartyIdOf(key, 'CE', '123'),
    thirdPartyIdOf(key, 'CC', '0123'),
    thirdPartyIdOf(key, 'C', 'C123'),
    thirdPartyIdOf(hashKeyOf(generateHashKey('hash-2')), 'CC', '123'),
  ];
  expect(new Set<string>(ids).size).toBe(ids.length);
});

test('a key of another kind, or too short a secret, is refused', () => {
  const short = { ...stored, privateKey: { kty: 'oct', k: 'c4n4ry' } };
  for (const each of [generateSigningKey('sign-1'), short, { ...stored, privateKey: {} }]) {
    expect(() => hashKeyOf(each)).toThrow(
      /^key \S+ is not an HMAC-SHA256 secret of at least 32 bytes$/,
    );
  }
});
