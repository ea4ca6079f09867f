import { hash } from 'node:crypto';
import { expect, test } from 'vitest';
import { digestOfBody } from './digest-of-body.ts';

const digest = (schema: string, body: string): string =>
  digestOfBody(Buffer.from(schema), Buffer.from(body)).toString('hex');

test('a digest covers schema and body, each behind its length', () => {
  const bytes = Buffer.from('\0\0\0\u0004body\0\0\0\u0002ab\0\0\0\u0001c');
  expect(digest('ab', 'c')).toBe(hash('sha256', bytes, 'hex'));
  expect(digest('a', 'bc')).not.toBe(digest('ab', 'c'));
});

test('a digest is that of its own record, however long the one before was', () => {
  const short = digest('schema', 'short');
  const long = digest('schema', 'x'.repeat(100_000));
  expect(long).not.toBe(short);
  expect(digest('schema', 'short')).toBe(short);
});
