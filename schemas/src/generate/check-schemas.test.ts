import { describe, expect, test } from 'vitest';

import type { AvroField, AvroRecord } from './avro-schema.ts';
import { checkSchemas } from './check-schemas.ts';

const field = (change: Partial<AvroField>): AvroField => ({
  name: 'amount',
  doc: 'Amount.',
  type: 'string',
  ...change,
});

const schema = (change: Partial<AvroRecord>): AvroRecord => ({
  type: 'record',
  name: 'MoneyMoved',
  namespace: 'riel',
  doc: 'Money moved.',
  fields: [field({})],
  ...change,
});

const check = (change: Partial<AvroRecord>, path = 'money/money-moved.avsc'): void =>
  checkSchemas([{ path, schema: schema(change) }]);

describe('checkSchemas', () => {
  test('takes a documented, self-contained record', () => {
    expect(() => check({})).not.toThrow();
  });

  test.each([
    ['another namespace', { namespace: 'other' }, /namespace must be riel/],
    ['a record without doc', { doc: '' }, /record MoneyMoved has no doc/],
    ['a field without doc', { fields: [field({ doc: '' })] }, /amount: field has no doc/],
    ['a type from elsewhere', { fields: [field({ type: 'Money' })] }, /amount: type Money is not/],
    [
      'an enum',
      { fields: [field({ type: { type: 'enum' } as never })] },
      /amount: type is outside the part of Avro/,
    ],
    [
      'a union of three',
      { fields: [field({ type: ['null', 'string', 'long'], default: null })] },
      /amount: a union must be null and one other type/,
    ],
    [
      'a nullable field without default',
      { fields: [field({ type: ['null', 'string'] })] },
      /amount: a field that may be null must default to null/,
    ],
    [
      'an object around a bare primitive',
      { fields: [field({ type: { type: 'string' } })] },
      /amount: write "string" where nothing is added/,
    ],
  ] as const)('refuses %s and names the place', (_, change, message) => {
    expect(() => check(change as Partial<AvroRecord>)).toThrow(message);
  });

  test('refuses a file that is not named after its record', () => {
    expect(() => check({}, 'money/moved.avsc')).toThrow(/must be named after it/);
  });

  test('refuses two shapes of one record', () => {
    const inner = (doc: string): AvroRecord => schema({ name: 'Inner', doc });
    const outer = (name: string, doc: string): AvroRecord =>
      schema({ name, fields: [field({ type: inner(doc) })] });
    const files = [
      { path: 'a/first-seen.avsc', schema: outer('FirstSeen', 'One.') },
      { path: 'a/second-seen.avsc', schema: outer('SecondSeen', 'Two.') },
    ];
    expect(() => checkSchemas(files)).toThrow(/Inner differs from the same record elsewhere/);
  });
});
