import { expect, test } from 'vitest';
import { codeOf, describeError } from './describe-error.ts';
import { RuntimeError } from './errors.ts';

test('our own errors keep their message, those of others do not', () => {
  const own = describeError(new RuntimeError('RIEL_CONFIGURATION', 'DATABASE_URL is missing'));
  expect(own).toMatchObject({
    name: 'RuntimeError',
    code: 'RIEL_CONFIGURATION',
    message: 'DATABASE_URL is missing',
  });
  const other = describeError(Object.assign(new Error('secret'), { code: 'ECONNREFUSED' }));
  expect(other).toMatchObject({ name: 'Error', code: 'ECONNREFUSED' });
  expect(other).not.toHaveProperty('message');
});

test('stack frames come out, without the head that repeats the message', () => {
  const { frames = [] } = describeError(new TypeError('secret'));
  expect(frames.length).toBeGreaterThan(0);
  expect(frames[0]).toMatch(/describe-error\.test\.ts:\d+:\d+/);
});

test('causes and aggregated errors come out, to a limited depth', () => {
  let error = new Error('0');
  for (let depth = 0; depth < 20; depth += 1) error = new Error('n', { cause: error });
  const text = JSON.stringify(describeError(error));
  expect(text.split('"cause"')).toHaveLength(6);
  const many = new AggregateError(Array.from({ length: 50 }, () => new Error('x')));
  expect(describeError(many).errors).toHaveLength(5);
});

test('an error that is its own cause ends', () => {
  const error = new Error('x');
  error.cause = error;
  expect(JSON.stringify(describeError(error)).length).toBeLessThan(100_000);
});

test('the code is the code, else the type, else none', () => {
  expect(codeOf(Object.assign(new Error('x'), { code: '40001' }))).toBe('40001');
  expect(codeOf(Object.assign(new Error('x'), { code: 6, type: 'NOT_LEADER' }))).toBe('NOT_LEADER');
  expect(codeOf(new Error('x'))).toBeNull();
  expect(codeOf('RIEL_X')).toBeNull();
});
