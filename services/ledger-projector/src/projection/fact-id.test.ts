import { expect, test } from 'vitest';
import { chainNumberOf, factIdOf, partitionIdOf } from './fact-id.ts';

test('a partition id depends on the place of the topic and the partition alone', () => {
  expect(partitionIdOf(0, 0)).toBe(1024);
  expect(partitionIdOf(2, 5)).toBe(3077);
  expect(() => partitionIdOf(0, 1024)).toThrow(RangeError);
});

test('the facts of a partition are one range of ids, in the order of the chain', () => {
  const last = factIdOf(1024, 2 ** 39);
  expect(factIdOf(1024, 1)).toBeLessThan(last);
  expect(last).toBeLessThan(factIdOf(1025, 1));
  expect(chainNumberOf(last)).toBe(2 ** 39);
});
