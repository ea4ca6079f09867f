import { createHash } from 'node:crypto';

import { expect, test } from 'vitest';

import { eventType, fingerprintOf } from './event-type.ts';
import { moved } from './testing/samples.ts';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

test('the fingerprint is SHA-256 of the parsing canonical form of the Avro specification', () => {
  const canonical =
    '{"name":"riel.MoneyMoved","type":"record","fields":[{"name":"amount","type":"long"},' +
    '{"name":"at","type":"long"},{"name":"note","type":["null","string"]}]}';
  expect(fingerprintOf(eventType(moved.v1)).toString('hex')).toBe(sha256(canonical));
});

test('what canonical form leaves out does not change the fingerprint', () => {
  const fields = moved.v1.fields.map((field) => ({ ...field, doc: 'Other words.' }));
  const other = { ...moved.v1, doc: 'Other words.', fields };
  expect(fingerprintOf(eventType(other))).toEqual(fingerprintOf(eventType(moved.v1)));
});
