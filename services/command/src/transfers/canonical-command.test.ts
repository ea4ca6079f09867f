import { isDeepStrictEqual } from 'node:util';
import { parseInstant } from '@riel/runtime';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { payeeInput, transferInput, transferInputs } from '../testing/transfer-inputs.ts';
import { canonicalCommand } from './canonical-command.ts';
import { readTransfer } from './read-transfer.ts';
import type { TransferCommand } from './transfer-command.ts';

const commandOf = (input: unknown): TransferCommand => {
  const outcome = readTransfer(input, { parseInstant });
  if (outcome.kind === 'faulty') throw new Error(JSON.stringify(outcome.faults));
  return outcome.command;
};
const canonical = (input: unknown): string => JSON.stringify(canonicalCommand(commandOf(input)));

describe('canonicalCommand', () => {
  it('is this, for ever', () => {
    const input = transferInput({
      rail: 'turbo',
      fallbackRails: ['ach', 'transfiya'],
      notAfter: '2031-01-01T00:00:00Z',
      metadata: { run: '7' },
    });
    expect(canonicalCommand(commandOf(input))).toEqual([
      'amount',
      '12345600',
      'currency',
      'COP',
      'fallbackRails',
      'ach,transfiya',
      'metadata.run',
      '7',
      'monoAccountId',
      'acc_5tgliBmzjZ6mpQPRbQjfKj',
      'notAfter',
      '1924992000000000',
      'payee.accountNumber',
      '700123456789',
      'payee.accountType',
      'savings_account',
      'payee.bankCode',
      '007',
      'payee.documentNumber',
      '1099711789',
      'payee.documentType',
      'CC',
      'payee.name',
      'Canaria Nombre',
      'rail',
      'turbo',
    ]);
  });

  it('does not depend on spelling: order, null, empty metadata, number or text, time zone', () => {
    const one = canonical(transferInput({ notAfter: '2031-01-01T00:00:00Z' }));
    const reversed = Object.fromEntries(
      Object.entries(transferInput({ notAfter: '2030-12-31T19:00:00.000000-05:00' })).toReversed(),
    );
    const other = canonical({
      ...reversed,
      amount: 12345600,
      rail: null,
      fallbackRails: null,
      metadata: {},
      payee: payeeInput({ email: null, reference: null }),
    });
    expect(other).toBe(one);
  });

  it('tells no fallback from fallback left to Mono', () => {
    expect(canonical(transferInput({ fallbackRails: [] }))).not.toBe(canonical(transferInput()));
  });

  it('is equal exactly if the commands are', () => {
    fc.assert(
      fc.property(transferInputs, transferInputs, (one, other) => {
        const commands = [commandOf(one), commandOf(other)] as const;
        const areEqual = isDeepStrictEqual(commands[0], commands[1]);
        expect(canonical(one) === canonical(other)).toBe(areEqual);
      }),
      { numRuns: 300 },
    );
  });
});
