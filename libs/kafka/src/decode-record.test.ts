import { createRequire } from 'node:module';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import './guarded-client.ts';
import { decodeRecord } from './decode-record.ts';
import { encodeRecord } from './encode-record-batch.ts';
import { unguarded } from './testing/unguarded-client.ts';

const load = createRequire(import.meta.url);

type Decoder = new (buffer: Buffer) => { readonly buffer: Buffer; readVarIntBytes(): Buffer };
const ClientDecoder = load('kafkajs/src/protocol/decoder.js') as Decoder;
const original = unguarded('protocol/recordBatch/record/v0/decoder.js') as typeof decodeRecord;

const bodyOf = (record: Parameters<typeof encodeRecord>[0]): Buffer =>
  new ClientDecoder(encodeRecord(record)).readVarIntBytes();

const text = fc.oneof(fc.string({ unit: 'binary', maxLength: 300 }), fc.string());
const bytes = fc.uint8Array({ maxLength: 400 }).map((array) => Buffer.from(array));
const record = fc.record({
  offsetDelta: fc.integer({ min: 0, max: 100_000 }),
  timestampDelta: fc.integer({ min: -1_000, max: 10_000_000_000 }),
  key: fc.oneof(text, bytes, fc.constant(null)),
  value: fc.oneof(bytes, fc.constant(null)),
  headers: fc.dictionary(text, fc.oneof(text, bytes, fc.array(text, { maxLength: 3 }))),
});
const digits = fc.bigInt({ min: 0n, max: 2n ** 62n }).map(String);
const context = fc.record({
  firstOffset: digits,
  firstTimestamp: digits,
  maxTimestamp: digits,
  magicByte: fc.constant(2),
  isControlBatch: fc.boolean(),
  timestampType: fc.constantFrom(0, 1),
});

const batch = {
  firstOffset: '0',
  firstTimestamp: '0',
  maxTimestamp: '0',
  magicByte: 2,
  timestampType: 0,
};

test('a record is read as kafkajs reads it', () => {
  fc.assert(
    fc.property(record, context, (one, place) => {
      const body = bodyOf(one);
      expect(decodeRecord(new ClientDecoder(body), place)).toEqual(
        original(new ClientDecoder(body), place),
      );
    }),
  );
});

test('a header cannot set properties', () => {
  const headers = JSON.parse('{"__proto__": "x", "traceparent": "y"}') as Record<string, string>;
  const read = decodeRecord({ buffer: bodyOf({ key: 'k', value: null, headers }) }, batch);
  expect(Object.getPrototypeOf(read.headers)).toBe(Object.prototype);
  expect(Object.keys(read.headers)).toEqual(['traceparent']);
});

test('a record that says more than it has is refused', () => {
  const body = bodyOf({ key: 'key', value: Buffer.from('value') });
  for (let length = 1; length < body.length; length += 1) {
    expect(() => decodeRecord({ buffer: body.subarray(0, length) }, batch)).toThrow(RangeError);
  }
});

test('kafkajs reads fetched batches with it', () => {
  const path = load.resolve('kafkajs/src/protocol/recordBatch/record/v0/decoder.js');
  expect(load.cache[path]?.exports).toBe(decodeRecord);
});
