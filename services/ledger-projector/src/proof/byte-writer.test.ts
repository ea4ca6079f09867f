import { expect, test } from 'vitest';
import { ByteWriter } from './byte-writer.ts';

test('two lists of texts that join to the same text differ', () => {
  const one = Buffer.from(new ByteWriter().text('ab').text('c').bytes());
  const other = Buffer.from(new ByteWriter().text('a').text('bc').bytes());
  expect(one.equals(other)).toBe(false);
});

test('an absent value differs from an empty one', () => {
  const absent = Buffer.from(new ByteWriter().optionalText(null).bytes());
  const empty = Buffer.from(new ByteWriter().optionalText('').bytes());
  expect(absent.equals(empty)).toBe(false);
});

test.each([0, 1, -1, 2 ** 32, -(2 ** 32) - 1, 1_790_000_000_000_001, Number.MIN_SAFE_INTEGER])(
  'the integer %d takes the bytes of the same bigint',
  (value) => {
    const integer = Buffer.from(new ByteWriter().integer(value).bytes());
    const bigInteger = Buffer.from(new ByteWriter().bigInteger(BigInt(value)).bytes());
    expect(integer).toEqual(bigInteger);
  },
);

test('a sum takes the bytes of a bigint, and one beyond 64 bits those that no bigint has', () => {
  const bytesOf = (value: bigint): string => new ByteWriter().sum(value).bytes().toString('hex');
  expect(bytesOf(2n ** 63n - 1n)).toBe('7fffffffffffffff');
  expect(bytesOf(2n ** 63n)).toBe(`ffffffffffffffff${'0'.repeat(16)}8${'0'.repeat(15)}`);
  expect(bytesOf(2n ** 64n + 1n)).toBe(`ffffffffffffffff${'0'.repeat(15)}1${'0'.repeat(15)}1`);
});

test('grows beyond its first size and starts again after clear', () => {
  const writer = new ByteWriter();
  const long = 'ñ'.repeat(100_000);
  expect(writer.text(long).bytes().length).toBe(4 + 200_000);
  expect(writer.clear().text('a').bytes()).toEqual(Buffer.from([0, 0, 0, 1, 97]));
});
