import { createSecretKey } from 'node:crypto';
import { parseInstant } from '@riel/runtime';
import { describe, expect, it } from 'vitest';
import { payeeInput, transferInput } from '../testing/transfer-inputs.ts';
import { transferForm } from './canonical-command.ts';
import { createCommandHasher, type HashKey } from './command-hasher.ts';
import { readTransfer } from './read-transfer.ts';

const keyOf = (keyId: string): HashKey => ({
  keyId,
  key: createSecretKey(Buffer.alloc(32, keyId)),
});
const commandOf = (input: unknown) => {
  const read = readTransfer(input, { parseInstant });
  if (read.kind === 'faulty') throw new Error('valid input');
  return read.command;
};
const hasherOf = (keys: readonly [HashKey, ...HashKey[]]) =>
  createCommandHasher(keys, transferForm);
const command = commandOf(transferInput());
const other = commandOf(transferInput({ payee: payeeInput({ accountNumber: '700123456780' }) }));

describe('createCommandHasher', () => {
  it('knows its own command again and no other', () => {
    const hasher = hasherOf([keyOf('one')]);
    const hash = hasher.hash(command);
    expect(hash).toMatchObject({ version: 1, keyId: 'one' });
    expect(hasher.isHashOf(hash, command)).toBe(true);
    expect(hasher.isHashOf(hash, other)).toBe(false);
  });

  it('compares with what an older key hashed, after a rotation', () => {
    const old = hasherOf([keyOf('one')]).hash(command);
    const rotated = hasherOf([keyOf('two'), keyOf('one')]);
    expect(rotated.isHashOf(old, command)).toBe(true);
    expect(rotated.isHashOf(old, other)).toBe(false);
    expect(rotated.hash(command)).not.toEqual(old);
  });

  it('says which key is gone instead of guessing', () => {
    const old = hasherOf([keyOf('one')]).hash(command);
    const forgetful = hasherOf([keyOf('two')]);
    expect(() => forgetful.isHashOf(old, command)).toThrow(/lacks key one/);
  });
});
