import { describe, expect, it } from 'vitest';
import { BooksError } from '../errors.ts';
import { accepted, requested, settled } from '../testing/events.ts';
import { lastSubject, read } from '../testing/ledger-book.ts';
import { packEventId, unpackEventId } from './codec/pack-event-id.ts';
import { decodeSubject, encodeSubject } from './encode-subject.ts';

// That every subject survives its stored form is tested by all tests of the ledger book, which
// stores and loads the subject between any two records.

const usual = {
  monoTransferId: 'trn_2PVWOx9dZKJMBZw7opjrrs',
  monoAccountId: 'acc_16ktUqSO7G0qTHDz8I3qrG',
};

describe('the stored form of a subject', () => {
  it('of a transfer that settled without incident takes less than 400 bytes', () => {
    const id = (last: string): string => `7f3c3c5e-2c1b-5a55-9d0c-1c7a51d7a00${last}`;
    const book = read([
      requested({ ...usual, eventId: id('1') }),
      accepted({ ...usual, eventId: id('2'), routing: 'turbo' }),
      settled({ ...usual, eventId: id('3'), rail: 'ach' }),
    ]);
    expect(encodeSubject(lastSubject(book)).length).toBeLessThan(400);
  });

  it('keeps amounts beyond what a number holds', () => {
    const amount = 9_223_372_036_854_775_807n;
    const subject = lastSubject(read([requested({ amount })]));
    expect(subject.type === 'transfer' && subject.request?.amount).toBe(amount);
  });

  it.each([
    '',
    'null',
    '{}',
    '[]',
    '[9]',
    '[1,2]',
    '[1,"a","COP","x"]',
    '[1,"a","COP",1,1,"",[],0,[[99]]]',
  ])('is refused when it is damaged: %s', (text) => {
    expect(() => decodeSubject(text)).toThrow(BooksError);
  });
});

describe('packing of event ids', () => {
  it.each([
    '00000000-0000-0000-0000-000000000000',
    'ffffffff-ffff-ffff-ffff-ffffffffffff',
    '7f3c3c5e-2c1b-5a55-9d0c-1c7a51d7a001',
  ])('shortens %s', (id) => {
    expect(packEventId(id)).toHaveLength(22);
    expect(unpackEventId(packEventId(id))).toBe(id);
  });

  it.each([
    '',
    'event-1',
    '7F3C3C5E-2C1B-5A55-9D0C-1C7A51D7A001',
    '7f3c3c5e+2c1b-5a55-9d0c-1c7a51d7a001',
    'exactly-21-characters',
  ])('leaves %j as it is', (id) => {
    expect(unpackEventId(packEventId(id))).toBe(id);
  });
});
