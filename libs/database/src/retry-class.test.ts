import { describe, expect, test } from 'vitest';
import { retryClassOf, sqlStateOf } from './retry-class.ts';

const withCode = (code: string): Error => Object.assign(new Error('failed'), { code });

describe('retryClassOf', () => {
  test.each([
    ['08006', 'retry'],
    ['08001', 'retry'],
    ['08P01', 'crash'],
    ['25P03', 'retry'],
    ['40001', 'retry'],
    ['40P01', 'retry'],
    ['53300', 'retry'],
    ['53100', 'crash'],
    ['55P03', 'retry'],
    ['57014', 'retry'],
    ['57P01', 'retry'],
    ['57P02', 'retry'],
    ['57P03', 'retry'],
    ['57P04', 'crash'],
    ['25006', 'crash'],
    ['23505', 'crash'],
    ['42P01', 'crash'],
    ['ECONNREFUSED', 'retry'],
    ['ECONNRESET', 'retry'],
    ['EPIPE', 'retry'],
    ['EACCES', 'crash'],
    ['RIEL_SOMETHING', 'crash'],
  ])('%s is %s', (code, expected) => {
    expect(retryClassOf(withCode(code))).toBe(expected);
  });

  test.each([
    'Connection terminated unexpectedly',
    'Connection terminated due to connection timeout',
    'timeout exceeded when trying to connect',
    'Client has encountered a connection error and is not queryable',
  ])('the driver says "%s" without a code', (message) => {
    expect(retryClassOf(new Error(message))).toBe('retry');
  });

  test('looks through wrapping errors', () => {
    const wrapped = new Error('outer', {
      cause: new Error('middle', { cause: withCode('40P01') }),
    });
    expect(retryClassOf(wrapped)).toBe('retry');
    expect(sqlStateOf(wrapped)).toBe('40P01');
  });

  test('the outermost SQLSTATE decides', () => {
    const wrapped = Object.assign(withCode('23505'), { cause: withCode('40001') });
    expect(retryClassOf(wrapped)).toBe('crash');
  });

  test('what is no error at all crashes', () => {
    expect(retryClassOf('text')).toBe('crash');
    expect(retryClassOf(undefined)).toBe('crash');
    expect(retryClassOf(new TypeError('bug'))).toBe('crash');
  });

  test('five-letter system codes are no SQLSTATE', () => {
    expect(sqlStateOf(withCode('EPIPE'))).toBeNull();
  });
});
