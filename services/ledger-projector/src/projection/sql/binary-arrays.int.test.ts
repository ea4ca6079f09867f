import { connect, sql } from '@riel/database';
import type { Database } from '@riel/database';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { stackAddresses } from '../../../../../test/support/stack-addresses.ts';
import {
  bigintArray,
  booleanArray,
  dateArray,
  integerArray,
  smallintArray,
  textArray,
} from './binary-arrays.ts';

let database: Database;

beforeAll(async () => {
  database = await connect({
    url: stackAddresses().databaseUrl,
    schema: 'public',
    applicationName: 'test',
  });
});

afterAll(() => database.close());

const same = <Value>(value: Value): Value => value;

/** The array as the server prints it. */
const printed = async (array: Buffer, type: string): Promise<string | undefined> => {
  const { rows } = await sql<{ text: string }>`
    select (${array}::${sql.raw(type)}[])::text as text
  `.execute(database.kysely);
  return rows[0]?.text;
};

test('integers of every size', async () => {
  const numbers = [0, 1, -1, 2 ** 32, -(2 ** 32) - 1, Number.MAX_SAFE_INTEGER, null];
  expect(await printed(bigintArray(numbers, same), 'bigint')).toBe(
    '{0,1,-1,4294967296,-4294967297,9007199254740991,NULL}',
  );
  const bigints = [2n ** 63n - 1n, -(2n ** 63n), null];
  expect(await printed(bigintArray(bigints, same), 'bigint')).toBe(
    '{9223372036854775807,-9223372036854775808,NULL}',
  );
  expect(await printed(integerArray([2 ** 31 - 1, -(2 ** 31), null], same), 'integer')).toBe(
    '{2147483647,-2147483648,NULL}',
  );
  expect(await printed(smallintArray([32_767, null, -32_768], same), 'smallint')).toBe(
    '{32767,NULL,-32768}',
  );
});

test('booleans and dates', async () => {
  expect(await printed(booleanArray([true, null, false], same), 'boolean')).toBe('{t,NULL,f}');
  const dates = ['2026-10-05', '2000-01-01', null, '1999-12-31', '2024-02-29', '2199-12-31'];
  expect(await printed(dateArray(dates, same), 'date')).toBe(
    '{2026-10-05,2000-01-01,NULL,1999-12-31,2024-02-29,2199-12-31}',
  );
});

test('texts of any characters', async () => {
  const texts = ['', 'null', null, 'a,b', '{}', 'say "x"', String.raw`back\slash`, 'ñandú ✓ 🙂\n'];
  const { rows } = await sql<{ texts: (string | null)[] }>`
    select ${textArray(texts, same)}::text[] as texts
  `.execute(database.kysely);
  expect(rows[0]?.texts).toEqual(texts);
});

test('no element at all', async () => {
  for (const array of [textArray([], same), bigintArray([], same)]) {
    const type = array.readInt32BE(8) === 25 ? 'text' : 'bigint';
    expect(await printed(array, type)).toBe('{}');
  }
});
