import { parseInstant } from '@riel/runtime';
import { describe, expect, it } from 'vitest';
import { transferInput } from '../testing/transfer-inputs.ts';
import { readBatch } from './read-batch.ts';

const read = (input: unknown) => readBatch(input, parseInstant);
const member = (idempotencyKey: unknown, changes = {}) => ({
  idempotencyKey,
  ...transferInput(changes),
});

describe('readBatch', () => {
  it('reads each member apart from the others and names faults by place', () => {
    const transfers = [member('a'), member('b', { amount: 0 }), member(undefined), 'nothing'];
    const batch = read({ mode: 'continue', transfers });
    if (batch.kind === 'faulty') throw new Error('the batch itself is fine');
    expect(batch.members.map(({ kind, idempotencyKey }) => [kind, idempotencyKey])).toEqual([
      ['command', 'a'],
      ['faulty', 'b'],
      ['faulty', null],
      ['faulty', null],
    ]);
    expect(batch.members[1]).toMatchObject({
      faults: [{ field: 'transfers[1].amount', code: 'out-of-range' }],
    });
    expect(batch.members[2]).toMatchObject({
      faults: [{ field: 'transfers[2].idempotencyKey', code: 'required' }],
    });
  });

  it.each([
    [{ mode: 'some', transfers: [member('a')] }, ['mode']],
    [{ mode: 'atomic', transfers: [] }, ['transfers']],
    [{ mode: 'atomic', transfers: Array.from({ length: 1001 }, () => 1) }, ['transfers']],
    [{ mode: 'atomic', transfers: [member('a')], more: 1 }, ['more']],
    [null, ['mode', 'transfers']],
  ])('refuses a batch of wrong form, case %#', (input, fields) => {
    expect(read(input)).toMatchObject({
      kind: 'faulty',
      faults: fields.map((field) => ({ field })),
    });
  });
});
