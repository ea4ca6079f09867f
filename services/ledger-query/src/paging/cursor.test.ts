import { ProblemError } from '@riel/http';
import { describe, expect, it, test } from 'vitest';
import { decodeCursor, encodeCursor } from './cursor.ts';

const question = { code: 'liabilities:payouts', from: '2026-10-01' };
const cursor = {
  position: [
    {
      partitionId: 1024,
      topic: 'riel.transfers.v1',
      partition: 0,
      nextOffset: '9007199254740993',
      chainNumber: '17',
      chainHash: 'ab'.repeat(32),
      knownAt: 1_790_000_000_000_001n,
    },
    {
      partitionId: 2048,
      topic: 'riel.collections.v1',
      partition: 0,
      nextOffset: '0',
      chainNumber: '0',
      chainHash: 'cd'.repeat(32),
      knownAt: null,
    },
  ],
  place: ['2026-10-05', '-9007199254740993'],
};
const forms = [/^\d{4}-\d\d-\d\d$/, /^-?\d+$/];

it('carries position and place whole', () => {
  expect(decodeCursor(question, encodeCursor(question, cursor), forms)).toEqual(cursor);
});

describe('is refused', () => {
  const isRefused = (text: string, asked: unknown = question): boolean => {
    try {
      decodeCursor(asked, text, forms);
      return false;
    } catch (error) {
      return error instanceof ProblemError;
    }
  };

  it('for another question', () => {
    const another = { ...question, from: '2026-10-02' };
    expect(isRefused(encodeCursor(question, cursor), another)).toBe(true);
  });

  test.each(['', 'x', '{}', 'W10', Buffer.from('[1,"",[],[]]').toString('base64url')])(
    'if it is none: %j',
    (text) => expect(isRefused(text)).toBe(true),
  );

  it('if it was changed into what no statement could take', () => {
    const [first] = cursor.position;
    for (const change of [
      { chainNumber: '1; drop' },
      { chainNumber: '9999999999999' },
      { partitionId: 40_000 },
      { partitionId: 1.5 },
      { nextOffset: '' },
    ]) {
      const position = [{ ...first!, ...change }];
      expect(isRefused(encodeCursor(question, { ...cursor, position }))).toBe(true);
    }
    const place = ['2026-10-05', 'x'];
    expect(isRefused(encodeCursor(question, { ...cursor, place }))).toBe(true);
  });
});
