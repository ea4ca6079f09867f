import type { DatedApiKey } from '@riel/mono-client';
import { expect, it } from 'vitest';
import { readingKeysOf } from './open-mono.ts';

const keyOf = (id: string, role: string) => ({ id, role }) as unknown as DatedApiKey;

it('reads with Viewer keys first, whatever stronger keys are there, and with those only then', () => {
  const keys = [keyOf('new', 'Administrator'), keyOf('weak', 'Viewer'), keyOf('old', 'Preparer')];
  expect(readingKeysOf(keys).map(({ id }) => id)).toEqual(['weak', 'new', 'old']);
});
