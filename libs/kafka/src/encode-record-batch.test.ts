import { createRequire } from 'node:module';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import './guarded-client.ts';
import { crc32c } from './crc32c.ts';
import { groupMessages } from './group-messages.ts';
import type { MessagesToGroup } from './group-messages.ts';
import { unguarded } from './testing/unguarded-client.ts';

const load = createRequire(import.meta.url);
const requestPath = 'protocol/requests/produce/v7/request.js';

interface Message {
  readonly key: Buffer | string | null;
  readonly value: Buffer | string | null;
  readonly timestamp?: string;
  readonly headers?: Record<string, Buffer | string | string[]>;
}

type ProduceRequest = (request: object) => { encode(): Promise<{ readonly buffer: Buffer }> };

const guarded = load(`kafkajs/src/${requestPath}`) as ProduceRequest;
const original = unguarded(requestPath) as ProduceRequest;

const encodedBy = async (
  make: ProduceRequest,
  messages: readonly Message[],
  compression = 0,
): Promise<Buffer> => {
  const partitions = [0, 3].map((partition) => ({ partition, messages, firstSequence: 17 }));
  const topicData = [{ topic: 'riel.transfers.v1', partitions }];
  const request = make({
    acks: -1,
    timeout: 10_000,
    producerId: 4_294_967_300n,
    producerEpoch: 2,
    compression,
    topicData,
  });
  return (await request.encode()).buffer;
};

const text = fc.oneof(fc.string({ unit: 'binary', maxLength: 300 }), fc.string());
const bytes = fc.uint8Array({ maxLength: 400 }).map((array) => Buffer.from(array));
// All of a batch have a time, so that neither encoder looks at the clock.
const message: fc.Arbitrary<Message> = fc.record({
  key: fc.oneof(text, bytes, fc.constant(null)),
  value: fc.oneof(text, bytes, fc.constant(null)),
  timestamp: fc.integer({ min: 1, max: 4_000_000_000_000 }).map(String),
  headers: fc.dictionary(text, fc.oneof(text, bytes, fc.array(text, { maxLength: 3 }))),
});

test('a request has the bytes that kafkajs gives it', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(message, { minLength: 1, maxLength: 20 }), async (messages) => {
      expect(await encodedBy(guarded, messages)).toEqual(await encodedBy(original, messages));
    }),
  );
});

const isSame = async (messages: readonly Message[]): Promise<boolean> =>
  (await encodedBy(guarded, messages)).equals(await encodedBy(original, messages));

test('also with texts at the borders of a length', async () => {
  for (const length of [0, 30, 31, 32, 52, 63, 64, 127, 128, 8_190, 8_191, 8_192]) {
    for (const letter of ['a', 'ñ', '\u{1f682}']) {
      const key = letter.repeat(length);
      const one = { key, value: Buffer.from(key), timestamp: '1', headers: { [key]: key } };
      expect(await isSame([one, { key: null, value: key, timestamp: '1' }])).toBe(true);
    }
  }
});

test('also larger than the buffer that is kept', async () => {
  const long = 'a'.repeat(400_000);
  const large = { key: long, value: long, timestamp: '1', headers: { long } };
  expect(await isSame([large, large])).toBe(true);
  expect(await isSame([{ key: 'short', value: null, timestamp: '1' }])).toBe(true);
});

test('a batch that is compressed is left to kafkajs', async () => {
  const messages = [{ key: 'key', value: 'value'.repeat(100), timestamp: '1' }];
  expect(await encodedBy(guarded, messages, 1)).toEqual(await encodedBy(original, messages, 1));
});

test('the checksum is that of kafkajs at every length and place', () => {
  const client = unguarded('protocol/recordBatch/crc32C/crc32C.js') as (buffer: Buffer) => number;
  expect(crc32c(Buffer.from('123456789'), 0, 9)).toBe(0xe3069283);
  fc.assert(
    fc.property(bytes, fc.nat(20), (all, start) => {
      const from = Math.min(start, all.length);
      expect(crc32c(all, from, all.length)).toBe(client(all.subarray(from)));
    }),
  );
});

test('messages are grouped as kafkajs groups them', () => {
  const client = unguarded('producer/groupMessagesPerPartition.js') as typeof groupMessages;
  fc.assert(
    fc.property(fc.array(fc.nat(1_000)), fc.integer({ min: 0, max: 7 }), (messages, partitions) => {
      const request: MessagesToGroup<number> = {
        topic: 'topic',
        partitionMetadata: Array.from({ length: partitions }),
        messages,
        partitioner: (one) => one.message % one.partitionMetadata.length,
      };
      expect(groupMessages(request)).toEqual(client(request));
    }),
  );
});
