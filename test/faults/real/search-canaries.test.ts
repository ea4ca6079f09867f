import { expect, it } from 'vitest';
import { findCanaries } from './search-canaries.ts';

it('names what is where, and never repeats it', () => {
  const canaries = new Map([
    ['the key', 'secret-one'],
    ['the payee', 'secret-two'],
  ]);
  const output = new Map([
    ['logs', ['all is well', 'oh: secret-two.']],
    ['metrics', ['secret']],
  ]);
  expect(findCanaries(output, canaries)).toEqual(['the payee is in logs']);
});
