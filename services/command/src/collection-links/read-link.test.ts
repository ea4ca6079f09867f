import { parseInstant } from '@riel/runtime';
import { describe, expect, it } from 'vitest';
import { linkInput, payerInput } from '../testing/link-inputs.ts';
import { canonicalLink } from './canonical-link.ts';
import type { LinkCommand } from './link-command.ts';
import { readLink } from './read-link.ts';

const read = (input: unknown) => readLink(input, { parseInstant });
const faultsOf = (input: unknown): string[] => {
  const outcome = read(input);
  if (outcome.kind === 'command') return [];
  return outcome.faults.map(({ field, code }) => `${field} ${code}`);
};
const commandOf = (input: unknown): LinkCommand => {
  const outcome = read(input);
  if (outcome.kind === 'faulty') throw new Error(JSON.stringify(outcome.faults));
  return outcome.command;
};

describe('readLink', () => {
  it('reads a command, and what was not given is null', () => {
    expect(commandOf(linkInput({ payer: null }))).toEqual({
      monoAccountId: 'acc_5tgliBmzjZ6mpQPRbQjfKj',
      amount: 12345600n,
      currency: 'COP',
      amountValidation: null,
      usageType: null,
      expiresAt: null,
      redirectUrl: null,
      payer: null,
    });
    expect(commandOf(linkInput({ payer: {} })).payer).toBeNull();
    expect(commandOf(linkInput()).payer).toMatchObject({ name: 'Canaria Pagadora' });
  });

  it.each([
    [{ amount: 0 }, 'amount out-of-range'],
    [{ amount: undefined }, 'amount required'],
    [{ currency: 'pesos' }, 'currency wrong-length'],
    [{ monoAccountId: 'trn_1' }, 'monoAccountId wrong-form'],
    [{ amountValidation: 'any' }, 'amountValidation wrong-form'],
    [{ usageType: 7 }, 'usageType wrong-form'],
    [{ expiresAt: 'tomorrow' }, 'expiresAt wrong-form'],
    [{ redirectUrl: 'javascript:alert(1)' }, 'redirectUrl wrong-form'],
    [{ payer: 'somebody' }, 'payer wrong-type'],
    [{ payer: payerInput({ documentType: null }) }, 'payer.documentType incomplete'],
    [{ payer: payerInput({ documentNumber: null }) }, 'payer.documentNumber incomplete'],
    [{ payer: payerInput({ phoneNumber: '12' }) }, 'payer.phoneNumber wrong-length'],
    [{ payer: payerInput({ card: '4' }) }, 'payer.card unknown-field'],
    [{ amout: 1 }, 'amout unknown-field'],
  ])('names the field at fault: %j', (changes, fault) => {
    expect(faultsOf(linkInput(changes))).toEqual([fault]);
  });

  it.each([null, [], 'text', 7])('notes every mandatory field of %j', (input) => {
    expect(faultsOf(input)).toEqual([
      'monoAccountId required',
      'amount required',
      'currency required',
    ]);
  });
});

describe('canonicalLink', () => {
  it('is this, for ever', () => {
    const input = linkInput({
      amountValidation: 'fixed',
      usageType: 'reusable',
      expiresAt: '2031-01-01T00:00:00Z',
      redirectUrl: 'https://shop.example/thanks',
    });
    expect(canonicalLink(commandOf(input)).join(' ')).toBe(
      'amount 12345600 amountValidation fixed currency COP expiresAt 1924992000000000 ' +
        'monoAccountId acc_5tgliBmzjZ6mpQPRbQjfKj payer.documentNumber 1099711789 ' +
        'payer.documentType CC payer.email canaria@example.com payer.name Canaria Pagadora ' +
        'redirectUrl https://shop.example/thanks usageType reusable',
    );
  });

  it('does not depend on spelling, and knows a changed command', () => {
    const one = canonicalLink(commandOf(linkInput({ payer: null })));
    expect(canonicalLink(commandOf(linkInput({ payer: {}, amount: 12345600 })))).toEqual(one);
    for (const changes of [{ amount: 1 }, { usageType: 'single_use' }, { payer: payerInput() }]) {
      expect(canonicalLink(commandOf(linkInput({ payer: null, ...changes })))).not.toEqual(one);
    }
  });
});
