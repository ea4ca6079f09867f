import fc from 'fast-check';
import type { KafkaMessage } from 'kafkajs';
import { expect, test } from 'vitest';
import { chunksOf } from './chunks.ts';

const messageOf = (size: number): KafkaMessage => ({
  key: null,
  value: Buffer.alloc(size),
  timestamp: '0',
  attributes: 0,
  offset: '0',
  headers: {},
});

const limit = (max: number): fc.Arbitrary<number> => fc.integer({ min: 1, max });

test('chunks hold all messages in order and within both limits', () => {
  fc.assert(
    fc.property(
      fc.array(fc.nat({ max: 50 })),
      limit(10),
      limit(60),
      (sizes, chunkRecordsMax, chunkBytesMax) => {
        const messages = sizes.map(messageOf);
        const chunks = [...chunksOf(messages, { chunkRecordsMax, chunkBytesMax })];
        expect(chunks.flat()).toEqual(messages);
        for (const chunk of chunks) {
          expect(chunk.length).toBeGreaterThan(0);
          expect(chunk.length).toBeLessThanOrEqual(chunkRecordsMax);
          const bytes = chunk.reduce((sum, { value }) => sum + (value?.length ?? 0), 0);
          expect(chunk.length === 1 || bytes <= chunkBytesMax).toBe(true);
        }
      },
    ),
  );
});
