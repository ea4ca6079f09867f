import { expect, test } from 'vitest';
import { parse } from 'yaml';

import { yaml } from './yaml.ts';

test('an independent reader reads back what was written', () => {
  const value = {
    plain: 'words and riel.transfers.v1',
    quoted: ['a: b', "it's", '- dash', '', '#', 'true', '1.0', 'yes', ' lead', 'trail '],
    numbers: [0, -1, 604_800_000],
    nested: [{ a: [{ b: null }], c: {} }, [], ['x']],
    $ref: '#/components/x',
    yes: false,
  };
  expect(parse(yaml(value))).toEqual(value);
});
