import { expect, test } from 'vitest';
import type { Partition } from './partition.ts';
import { SubjectMemory } from './subject-memory.ts';

const at = (head: number, partitionId = 1024): Partition => ({
  partitionId,
  topic: 'riel.transfers.v1',
  partition: partitionId % 1024,
  clusterId: 'cluster',
  nextOffset: 0n,
  lastOffset: null,
  lastRecordDigest: null,
  chain: { number: head, hash: Buffer.alloc(32, head), knownAt: null },
  inForce: { markerNumber: 0, tablesNumber: null, closedThrough: null },
});

const subjects = (...keys: string[]) =>
  keys.map((subjectKey) => ({ subjectKey, encoded: `[${subjectKey}]`, isFinal: false }));

const keysOf = (memory: SubjectMemory, partition: Partition): string[] => [
  ...memory
    .at(partition, ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'earlier', 'later', 'stale'])
    .keys(),
];

test('what was kept is known at its head, and final subjects are forgotten', () => {
  const memory = new SubjectMemory(100);
  memory.keep(at(0), at(1), subjects('a', 'b'));
  const settled = { subjectKey: 'a', encoded: '', isFinal: true };
  memory.keep(at(1), at(2), [...subjects('c'), settled]);
  expect(keysOf(memory, at(2))).toEqual(['b', 'c']);
  expect(memory.at(at(2), ['b'])).toEqual(new Map([['b', '[b]']]));
});

test('what a chunk was told stays, although other partitions make the memory forget it', () => {
  const memory = new SubjectMemory(2);
  memory.keep(at(0, 1), at(1, 1), subjects('a', 'b'));
  const told = memory.at(at(1, 1), ['a', 'b', 'c']);
  memory.keep(at(0, 2), at(1, 2), subjects('d', 'e'));
  expect(keysOf(memory, at(1, 1))).toEqual([]);
  expect([...told.keys()]).toEqual(['a', 'b']);
});

test('at any other head nothing is known', () => {
  const memory = new SubjectMemory(100);
  memory.keep(at(0), at(1), subjects('a'));
  expect(keysOf(memory, at(0))).toEqual([]);
  expect(keysOf(memory, at(2))).toEqual([]);
  expect(keysOf(memory, at(1, 1025))).toEqual([]);
});

test('what was known before another instance booked does not come back', () => {
  const memory = new SubjectMemory(100);
  memory.keep(at(0), at(1), subjects('stale'));
  // Another instance led the chain from 1 to 2.
  memory.keep(at(2), at(3), subjects('a'));
  expect(keysOf(memory, at(3))).toEqual(['a']);
});

test('a commit that is told late never stands at a later head', () => {
  const memory = new SubjectMemory(100);
  memory.keep(at(1), at(2), subjects('later'));
  memory.keep(at(0), at(1), subjects('earlier'));
  expect(keysOf(memory, at(2))).toEqual([]);
  expect(keysOf(memory, at(1))).toEqual(['earlier']);
});

test('beyond its bound the partition that was quiet longest loses its oldest subjects', () => {
  const memory = new SubjectMemory(4);
  memory.keep(at(0, 1), at(1, 1), subjects('a', 'b', 'c'));
  memory.keep(at(0, 2), at(1, 2), subjects('d', 'e'));
  expect(keysOf(memory, at(1, 1))).toEqual(['b', 'c']);
  memory.keep(at(1, 1), at(2, 1), subjects('b'));
  memory.keep(at(0, 3), at(1, 3), subjects('f', 'g', 'h'));
  expect(keysOf(memory, at(1, 2))).toEqual([]);
  expect(keysOf(memory, at(2, 1))).toEqual(['b']);
  expect(keysOf(memory, at(1, 3))).toEqual(['f', 'g', 'h']);
});
