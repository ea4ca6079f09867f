import { expect, test } from 'vitest';
import { plainArray, textArray } from './array-literals.ts';

const same = <Value>(value: Value): Value => value;

test('a plain array holds numbers, words and nulls', () => {
  expect(plainArray([1, null, -2n, true, 'ach'], same)).toBe('{1,null,-2,true,ach}');
  expect(plainArray([], same)).toBe('{}');
});

test('an array of texts quotes and escapes them', () => {
  const texts = ['', 'null', 'a,b', '{}', 'say "x"', String.raw`back\slash`, 'ñ\n'];
  expect(textArray([...texts, null], same)).toBe(
    String.raw`{"","null","a,b","{}","say \"x\"","back\\slash","ñ` + '\n",null}',
  );
});
