import { expect, test } from 'vitest';
import { bookedTopicsByName } from '../projection/booked-topics.ts';
import { planStretches } from './plan-stretches.ts';
import type { StretchesInput } from './plan-stretches.ts';

const topic = 'riel.transfers.v1';
const position = { topic, partition: 0, clusterId: 'here', nextOffset: 70n, lastOffset: 69n };
const input: StretchesInput = {
  topics: bookedTopicsByName,
  topicPrefix: '',
  clusterId: 'here',
  extents: [{ topic, partition: 0, low: 0n, high: 100n }],
  source: [position],
  target: [],
};
const endsOf = (given: Partial<StretchesInput>) =>
  planStretches({ ...input, ...given }).map(({ from, to }) => [from, to]);

test('the same log is read as far as the source has booked it', () => {
  expect(endsOf({})).toEqual([[0n, 70n]]);
});

test('reading goes on where the rebuilt ledger stands', () => {
  expect(endsOf({ target: [{ ...position, nextOffset: 30n }] })).toEqual([[30n, 70n]]);
});

test('a copy, whose offsets are others, is read to its end', () => {
  expect(endsOf({ clusterId: 'elsewhere' })).toEqual([[0n, 100n]]);
  const extents = [{ topic: `copy.${topic}`, partition: 0, low: 0n, high: 90n }];
  const [stretch] = planStretches({ ...input, topicPrefix: 'copy.', extents });
  expect(stretch).toMatchObject({
    topicName: `copy.${topic}`,
    place: { topic, partitionId: 1024 },
    to: 90n,
  });
});

test('a log whose beginning or end is gone is refused', () => {
  const extents = [{ topic, partition: 0, low: 5n, high: 100n }];
  expect(() => endsOf({ extents })).toThrow('begins at 5');
  expect(() => endsOf({ source: [{ ...position, nextOffset: 101n }] })).toThrow('ends at 100');
});
