import { createRequire } from 'node:module';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { guardClient } from './client-guards.ts';
import { encodeRecord } from './encode-record.ts';
import type { RecordToEncode } from './encode-record.ts';

const load = createRequire(import.meta.url);
const recordPath = load.resolve('kafkajs/src/protocol/recordBatch/record/v0/index.js');
const requestPath = load.resolve('kafkajs/src/protocol/requests/produce/v3/request.js');

type ClientEncoder = (record: RecordToEncode) => { readonly buffer: Buffer };

/** The encoder of kafkajs itself, without our guard. */
const clientEncoder = (): ClientEncoder => {
  const guarded = load.cache[recordPath];
  delete load.cache[recordPath];
  const original = load(recordPath) as ClientEncoder;
  load.cache[recordPath] = guarded;
  return original;
};

const text = fc.oneof(fc.string({ unit: 'binary', maxLength: 300 }), fc.string());
const buffer = fc.uint8Array({ maxLength: 400 }).map((bytes) => Buffer.from(bytes));

test('a record has the bytes that kafkajs gives it', () => {
  const original = clientEncoder();
  const record = fc.record({
    offsetDelta: fc.integer({ min: 0, max: 100_000 }),
    timestampDelta: fc.integer({ min: -1_000, max: 10_000_000_000 }),
    key: fc.oneof(text, buffer, fc.constant(null)),
    value: fc.oneof(buffer, fc.constant(null)),
    headers: fc.dictionary(text, fc.oneof(text, buffer, fc.array(text, { maxLength: 3 }))),
  });
  fc.assert(
    fc.property(record, (one) => {
      expect(encodeRecord(one).equals(original(one).buffer)).toBe(true);
    }),
  );
});

test('long values, texts at the borders of a length and a record of nothing', () => {
  const original = clientEncoder();
  const lengths = [0, 31, 32, 63, 64, 127, 128, 8_191, 8_192, 50_000];
  for (const length of lengths) {
    for (const letter of ['a', 'ñ', '\u{1f682}']) {
      const key = letter.repeat(length);
      const one = { key, value: Buffer.from(key), headers: { [key]: key } };
      expect(encodeRecord(one).equals(original(one).buffer)).toBe(true);
    }
  }
  expect(encodeRecord({}).equals(original({}).buffer)).toBe(true);
});

test('requests of kafkajs are made with it', async () => {
  guardClient();
  const request = load(requestPath) as (request: object) => {
    encode(): Promise<{ readonly buffer: Buffer }>;
  };
  const messages = [{ key: 'key', value: Buffer.from('value'), headers: { name: 'text' } }];
  const topicData = [
    { topic: 'topic', partitions: [{ partition: 0, messages, firstSequence: 0 }] },
  ];
  const seen = load.cache[recordPath]?.exports as ClientEncoder;
  const { buffer: bytes } = await request({ acks: -1, timeout: 1, topicData }).encode();
  expect(bytes.includes(encodeRecord(messages[0]!))).toBe(true);
  expect(seen(messages[0]!)).toEqual({
    buf: encodeRecord(messages[0]!),
    buffer: encodeRecord(messages[0]!),
  });
});
