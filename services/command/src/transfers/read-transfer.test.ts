import { parseInstant } from '@riel/runtime';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { payeeInput, transferInput, transferInputs } from '../testing/transfer-inputs.ts';
import { readTransfer } from './read-transfer.ts';

const read = (input: unknown) => readTransfer(input, { parseInstant });
const faultsOf = (input: unknown) => {
  const outcome = read(input);
  return outcome.kind === 'faulty' ? outcome.faults.map(({ field, code }) => [field, code]) : [];
};

describe('readTransfer', () => {
  it('reads the smallest command and leaves what was not given null', () => {
    const outcome = read(transferInput());
    expect(outcome).toMatchObject({
      kind: 'command',
      command: { amount: 12345600n, rail: null, fallbackRails: null, notAfter: null, metadata: {} },
    });
  });

  it('takes an amount as integer, digits or bigint alike', () => {
    const amounts = [12345600, '12345600', 12345600n];
    const outcomes = amounts.map((amount) => read(transferInput({ amount })));
    expect(outcomes[1]).toEqual(outcomes[0]);
    expect(outcomes[2]).toEqual(outcomes[0]);
  });

  it.each([
    ['zero', 0, 'out-of-range'],
    ['negative', '-1', 'out-of-range'],
    ['a fraction', 12.5, 'wrong-form'],
    ['beyond exact numbers', 2 ** 53, 'wrong-form'],
    ['decimal text', '12.50', 'wrong-form'],
    ['beyond 64 bits', '9223372036854775808', 'out-of-range'],
    ['absent', undefined, 'required'],
    ['an object', { amount: 1 }, 'wrong-form'],
  ])('refuses an amount that is %s', (_what, amount, code) => {
    expect(faultsOf(transferInput({ amount }))).toEqual([['amount', code]]);
  });

  it('keeps an empty list of fallback rails apart from none', () => {
    expect(read(transferInput({ fallbackRails: [] }))).toMatchObject({
      command: { fallbackRails: [] },
    });
    expect(faultsOf(transferInput({ fallbackRails: ['ach', 'ach'] }))).toEqual([
      ['fallbackRails', 'repeated'],
    ]);
    expect(faultsOf(transferInput({ fallbackRails: ['ach', 'No Rail'] }))).toEqual([
      ['fallbackRails[1]', 'wrong-form'],
    ]);
  });

  it('names every fault at once', () => {
    const input = transferInput({
      monoAccountId: 'trn_1',
      currency: 'cop',
      rail: '',
      notAfter: 'tomorrow',
      falbackRails: [],
      counterAccount: 'clearing:ach:acc_1',
      payee: payeeInput({ name: 'a\u0000b', documentNumber: '1.099', email: 'nobody' }),
    });
    expect(faultsOf(input)).toEqual([
      ['monoAccountId', 'wrong-form'],
      ['currency', 'wrong-form'],
      ['rail', 'wrong-length'],
      ['notAfter', 'wrong-form'],
      ['payee.name', 'wrong-form'],
      ['payee.documentNumber', 'wrong-form'],
      ['payee.email', 'wrong-form'],
      ['falbackRails', 'unknown-field'],
      ['counterAccount', 'counter-account-not-allowed'],
    ]);
  });

  it('asks for a whole bank account or a handle', () => {
    const handle = { name: 'N', documentType: 'CC', documentNumber: '123', recipientHandle: '@n' };
    expect(faultsOf(transferInput({ payee: handle }))).toEqual([]);
    expect(faultsOf(transferInput({ payee: payeeInput({ accountType: null }) }))).toEqual([
      ['payee.accountType', 'incomplete'],
    ]);
    expect(faultsOf(transferInput({ payee: { ...handle, bankCode: '007' } }))).toHaveLength(2);
  });

  it('limits metadata', () => {
    const many = Object.fromEntries(Array.from({ length: 21 }, (_, index) => [`n${index}`, 'v']));
    expect(faultsOf(transferInput({ metadata: many }))).toEqual([['metadata', 'wrong-length']]);
    expect(faultsOf(transferInput({ metadata: { 'a b': 'v' } }))).toEqual([
      ['metadata', 'wrong-form'],
    ]);
    expect(faultsOf(transferInput({ metadata: { a: 1 } }))).toEqual([['metadata.a', 'wrong-type']]);
    expect(faultsOf(transferInput({ metadata: JSON.parse('{"__proto__":"x"}') }))).toEqual([
      ['metadata', 'wrong-form'],
    ]);
  });

  it('composes text, so that one name has one spelling', () => {
    const composed = read(transferInput({ payee: payeeInput({ name: 'Jos\u00e9' }) }));
    expect(read(transferInput({ payee: payeeInput({ name: 'Jose\u0301' }) }))).toEqual(composed);
  });

  it('never repeats a value in a message', () => {
    const outcome = read({ ...transferInput(), 'secret 1099711789': 1, payee: 'CANARY' });
    expect(JSON.stringify(outcome)).not.toMatch(/CANARY|1099711789/);
    expect(outcome.kind).toBe('faulty');
  });

  it('survives any JSON value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(read(value).kind).toBe('faulty');
      }),
    );
  });

  it('reads every valid command', () => {
    fc.assert(
      fc.property(transferInputs, (input) => {
        expect(faultsOf(input)).toEqual([]);
      }),
    );
  });
});
