import { canonicalTables, exampleTables } from '@riel/books';
import { describe, expect, test } from 'vitest';

import { readTables } from './read-tables.ts';

const canonical = canonicalTables(exampleTables);

describe('readTables', () => {
  test('gives the same text whatever the spaces and the order of names', () => {
    const parsed = JSON.parse(canonical) as Record<string, unknown>;
    const reversed = Object.fromEntries(Object.entries(parsed).toReversed());
    expect(readTables(JSON.stringify(reversed, null, 2))).toBe(canonical);
  });

  test.each([
    ['{', /^tables cannot be used: tables:1: is no JSON/],
    ['{\n"accounts": 7}', /^tables cannot be used: .*tables:2: \/accounts/],
  ])('refuses %s and names the place', (text, message) => {
    expect(() => readTables(text)).toThrow(message);
    expect(() => readTables(text)).toThrow(expect.objectContaining({ code: 'RIEL_DEPLOY_OPTION' }));
  });
});
