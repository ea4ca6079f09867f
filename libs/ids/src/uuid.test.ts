import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { lengthPrefixed } from './length-prefixed.ts';
import { parseUuid, RIEL_NAMESPACE, uuidV5, uuidV7 } from './uuid.ts';

const parts = fc.array(fc.string({ unit: 'grapheme', maxLength: 6 }), { maxLength: 4 });

test('version 5 is SHA-1 over namespace and name with the bits of RFC 9562', () => {
  fc.assert(
    fc.property(parts, (given) => {
      const digest = createHash('sha1')
        .update(Buffer.from(RIEL_NAMESPACE.replaceAll('-', ''), 'hex'))
        .update(lengthPrefixed(given))
        .digest()
        .subarray(0, 16);
      digest.writeUInt8((digest.readUInt8(6) & 0x0f) | 0x50, 6);
      digest.writeUInt8((digest.readUInt8(8) & 0x3f) | 0x80, 8);
      expect(uuidV5(given).replaceAll('-', '')).toBe(digest.toString('hex'));
    }),
  );
});

test('version 7 is of version 7 and grows with time', () => {
  const made = Array.from({ length: 100 }, () => uuidV7());
  const times = made.map((id) => id.slice(0, 13));
  expect(times).toEqual(times.toSorted());
  expect(new Set(made).size).toBe(100);
  for (const id of made) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab]/);
});

test('a UUID is read in canonical form, and nothing else is', () => {
  expect(parseUuid('6F1D8A52-93C4-5B7E-A0D6-2C5E7B14F398')).toBe(RIEL_NAMESPACE);
  for (const text of [
    '',
    'x',
    ` ${RIEL_NAMESPACE}`,
    `${RIEL_NAMESPACE}\n`,
    `{${RIEL_NAMESPACE}}`,
  ]) {
    expect(parseUuid(text)).toBeNull();
  }
});
