import { fc } from '@fast-check/vitest';
import { Partitioners } from 'kafkajs';
import { expect, it } from 'vitest';
import { createPartitioner, murmur2 } from './partition-of-key.ts';

const theirs = Partitioners.DefaultPartitioner();
const ours = createPartitioner();

const placedBy = (partitioner: typeof theirs | typeof ours, key: string, count: number): number => {
  const partitionMetadata = Array.from({ length: count }, (_, partitionId) => ({
    partitionErrorCode: 0,
    partitionId,
    leader: 1,
    replicas: [1],
    isr: [1],
  }));
  return partitioner({
    topic: 'riel.transfers.v1',
    partitionMetadata,
    message: { key, value: '' },
  });
};

it('places every key where kafkajs does, and so the clients in Java', () => {
  const keys = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 400 }),
    fc.uuid(),
    fc.string({ unit: 'grapheme', maxLength: 40 }),
  );
  fc.assert(
    fc.property(keys, fc.integer({ min: 1, max: 64 }), (key, count) => {
      expect(placedBy(ours, key, count)).toBe(placedBy(theirs, key, count));
    }),
    { numRuns: 2_000 },
  );
});

it('is the hash that Kafka tests its own clients with', () => {
  // Of `UtilsTest.testMurmur2` in Apache Kafka.
  expect(murmur2('21')).toBe(-973_932_308);
  expect(murmur2('foobar')).toBe(-790_332_482);
  expect(murmur2('a-little-bit-long-string')).toBe(-985_981_536);
  expect(murmur2('a-little-bit-longer-string')).toBe(-1_486_304_829);
  expect(murmur2('lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8')).toBe(-58_897_971);
});

it('goes where a marker says', () => {
  const placed = ours({ partitionMetadata: [0, 1, 2], message: { key: 'any', partition: 2 } });
  expect(placed).toBe(2);
});
