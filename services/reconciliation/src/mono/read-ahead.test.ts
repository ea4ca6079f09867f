import { expect, it } from 'vitest';
import { createReadAhead } from './read-ahead.ts';

const answer = (value: string) => async (): Promise<string> => await Promise.resolve(value);

it('gives what was asked for ahead, once', async () => {
  const readAhead = createReadAhead<string>(2);
  readAhead.begin('page 2', answer('ahead'));
  expect(await readAhead.take('page 2', answer('now'))).toBe('ahead');
  expect(await readAhead.take('page 2', answer('now'))).toBe('now');
});

it('asks for another place itself', async () => {
  const readAhead = createReadAhead<string>(2);
  readAhead.begin('page 2', answer('ahead'));
  expect(await readAhead.take('page 3', answer('now'))).toBe('now');
});

it('asks again for what failed ahead', async () => {
  const readAhead = createReadAhead<string>(2);
  readAhead.begin('page 2', () => Promise.reject(new TypeError('no answer')));
  await Promise.resolve();
  await Promise.resolve();
  expect(await readAhead.take('page 2', answer('now'))).toBe('now');
});

it('lets the oldest go when too many wait', async () => {
  const readAhead = createReadAhead<string>(2);
  for (const page of ['1', '2', '3']) readAhead.begin(page, answer('ahead'));
  expect(await readAhead.take('1', answer('now'))).toBe('now');
  expect(await readAhead.take('3', answer('now'))).toBe('ahead');
});
