import { expect, test } from 'vitest';
import { consumedRecord } from './records.ts';

test('keys and headers become text, the first of a repeated header counts', () => {
  const record = consumedRecord({
    key: Buffer.from('clé'),
    value: null,
    offset: '9007199254740993',
    timestamp: '0',
    attributes: 0,
    headers: { ce_id: Buffer.from('a'), twice: [Buffer.from('b'), 'c'], none: undefined },
  });
  expect(record).toEqual({
    key: 'clé',
    value: null,
    offset: 9_007_199_254_740_993n,
    headers: { ce_id: 'a', twice: 'b' },
  });
});
