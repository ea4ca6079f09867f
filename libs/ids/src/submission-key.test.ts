import type { MonoAccountId, TransferId } from '@riel/schemas';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { submissionKeyOf } from './submission-key.ts';

const monoAccountId = 'acc_1' as MonoAccountId;
const ids = fc.uniqueArray(fc.uuid(), { minLength: 1, maxLength: 8 }) as fc.Arbitrary<TransferId[]>;

test('the order of the members does not count, and the given list is left alone', () => {
  fc.assert(
    fc.property(ids, (transferIds) => {
      const before = [...transferIds];
      const key = submissionKeyOf({ monoAccountId, transferIds, splitGeneration: 0 });
      const turned = transferIds.toReversed();
      expect(submissionKeyOf({ monoAccountId, transferIds: turned, splitGeneration: 0 })).toBe(key);
      expect(transferIds).toEqual(before);
      expect(key).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    }),
  );
});

test('account, members and split generation each make another key', () => {
  fc.assert(
    fc.property(ids, (transferIds) => {
      const base = { monoAccountId, transferIds, splitGeneration: 0 };
      const more = [...transferIds, 'another' as TransferId];
      const keys = [
        submissionKeyOf(base),
        submissionKeyOf({ ...base, monoAccountId: 'acc_2' as MonoAccountId }),
        submissionKeyOf({ ...base, splitGeneration: 1 }),
        submissionKeyOf({ ...base, transferIds: more }),
      ];
      expect(new Set<string>(keys).size).toBe(4);
    }),
  );
});

test('the key of a submission is frozen', () => {
  const transferIds = ['b', 'a'] as TransferId[];
  expect(submissionKeyOf({ monoAccountId, transferIds, splitGeneration: 0 })).toBe(
    'aa027263-cd2f-4306-8890-aa0464c11ff5',
  );
});

test('a submission without members is refused', () => {
  expect(() => submissionKeyOf({ monoAccountId, transferIds: [], splitGeneration: 0 })).toThrow(
    'transferIds is empty',
  );
});
