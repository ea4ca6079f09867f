import { parseInstant } from '@riel/runtime';
import type { Instant, MinorUnits } from '@riel/schemas';
import { describe, expect, it } from 'vitest';
import type { BankList } from '../banks/bank-list.ts';
import { payeeInput, transferInput } from '../testing/transfer-inputs.ts';
import { readTransfer } from './read-transfer.ts';
import { checkPolicy, type TransferPolicy } from './transfer-policy.ts';

const policy: TransferPolicy = {
  currencies: ['COP'],
  documentTypes: new Map([
    ['CC', 'digits'],
    ['PP', 'alphanumeric'],
  ]),
  accountTypes: ['savings_account', 'checking_account'],
  transferMinorUnitsMax: 20_000_000n as MinorUnits,
  bankListMaximumAgeMilliseconds: 1000,
};
const now = 1_900_000_000_000_000 as Instant;
const banks: BankList = {
  occurredAt: (now - 1_000_000) as Instant,
  accountTypesByCode: new Map([
    ['007', ['savings_account']],
    ['051', []],
  ]),
};

const check = (
  input: unknown,
  world: { banks: BankList | null; now: Instant } = { banks, now },
) => {
  const outcome = readTransfer(input, { parseInstant });
  if (outcome.kind === 'faulty') throw new Error(JSON.stringify(outcome.faults));
  const { rejections, bankCodeChecked } = checkPolicy(outcome.command, policy, world);
  return { codes: rejections.map(({ field, code }) => [field, code]), bankCodeChecked };
};
const payee = (changes: Record<string, unknown>) => transferInput({ payee: payeeInput(changes) });

describe('checkPolicy', () => {
  it('takes what settings allow', () => {
    expect(check(transferInput())).toEqual({ codes: [], bankCodeChecked: true });
    expect(check(transferInput({ amount: '20000000' })).codes).toEqual([]);
    expect(check(payee({ bankCode: '051', accountType: 'checking_account' })).codes).toEqual([]);
  });

  it.each([
    [transferInput({ amount: '20000001' }), 'amount', 'transfer-limit-exceeded'],
    [transferInput({ currency: 'USD' }), 'currency', 'currency-not-supported'],
    [payee({ documentType: 'XX' }), 'payee.documentType', 'document-type-not-supported'],
    [payee({ documentNumber: 'AB123' }), 'payee.documentNumber', 'document-number-form'],
    [payee({ bankCode: '999' }), 'payee.bankCode', 'bank-code-unknown'],
    [payee({ accountType: 'checking_account' }), 'payee.accountType', 'account-type-not-supported'],
    [transferInput({ notAfter: '2020-01-01T00:00:00Z' }), 'notAfter', 'not-after-passed'],
  ])('rejects case %#, naming the field', (input, field, code) => {
    expect(check(input).codes).toEqual([[field, code]]);
  });

  it('takes letters where the document type has them', () => {
    expect(check(payee({ documentType: 'PP', documentNumber: 'AB123' })).codes).toEqual([]);
  });

  it('lets a bank code pass with a mark when the list is absent or too old', () => {
    const unknown = payee({ bankCode: '999' });
    const unchecked = { codes: [], bankCodeChecked: false };
    expect(check(unknown, { banks: null, now })).toEqual(unchecked);
    expect(check(unknown, { banks, now: (now + 1) as Instant })).toEqual(unchecked);
  });

  it('has no bank to check for a handle', () => {
    const handle = { name: 'N', documentType: 'CC', documentNumber: '123', recipientHandle: '@n' };
    const outcome = check(transferInput({ payee: handle }), { banks: null, now });
    expect(outcome).toEqual({ codes: [], bankCodeChecked: true });
  });
});
