import { expect, it } from 'vitest';
import { remember } from './remember.ts';

it('answers once per text, and forgets all when it grows beyond its limit', () => {
  const asked: string[] = [];
  const length = remember(2, (text) => {
    asked.push(text);
    return text.length;
  });
  expect([length('a'), length('a'), length('bb'), length('ccc'), length('a')]).toEqual([
    1, 1, 2, 3, 1,
  ]);
  expect(asked).toEqual(['a', 'bb', 'ccc', 'a']);
});
