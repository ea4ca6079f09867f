import { expect, test } from 'vitest';
import { readBigints } from './type-parsers.ts';

test('bigint and bigint[] become bigint, at any depth and with nulls', () => {
  const parsers = new Map<number, (text: string) => unknown>();
  readBigints({
    setTypeParser: (typeId, parse) => void parsers.set(typeId, parse),
    getTypeParser: () => () => ['1', null, ['9223372036854775807']],
  });
  expect(parsers.get(20)?.('9007199254740993')).toBe(9_007_199_254_740_993n);
  expect(parsers.get(1016)?.('')).toEqual([1n, null, [9_223_372_036_854_775_807n]]);
});
