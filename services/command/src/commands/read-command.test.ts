import { parseInstant } from '@riel/runtime';
import type { RequestTransfer, SealedBlob } from '@riel/schemas';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { requestRecord } from '../testing/request-record.ts';
import { payeeInput, transferInput, transferInputs } from '../testing/transfer-inputs.ts';
import { canonicalCommand } from '../transfers/canonical-command.ts';
import { readTransfer } from '../transfers/read-transfer.ts';
import { readCommand, type ReadCommandOptions } from './read-command.ts';

const plainAllowed: ReadCommandOptions = { isPlainAllowed: true, openPayee: async () => null };
const sealed: SealedBlob = {
  version: 1,
  dataKeyId: 'd',
  recipients: [],
  nonce: Buffer.alloc(12),
  ciphertext: Buffer.alloc(16),
};

const recordOf = (input: Record<string, unknown>): RequestTransfer => requestRecord(input, 'key-1');

const codes = async (record: RequestTransfer, options = plainAllowed) => {
  const read = await readCommand(record, options);
  return read.kind === 'rejected' ? read.rejections.map(({ field, code }) => [field, code]) : [];
};

describe('readCommand', () => {
  it('gives the same canonical command as HTTP, for every command', async () => {
    await fc.assert(
      fc.asyncProperty(transferInputs, async (input) => {
        const http = readTransfer(input, { parseInstant });
        const kafka = await readCommand(recordOf(input), plainAllowed);
        if (http.kind !== 'command' || kafka.kind !== 'command') throw new Error('valid input');
        expect(canonicalCommand(kafka.command)).toEqual(canonicalCommand(http.command));
      }),
    );
  });

  it('takes a plain payee only where that is allowed', async () => {
    const options = { ...plainAllowed, isPlainAllowed: false };
    expect(await codes(recordOf(transferInput()), options)).toEqual([
      ['payee', 'plain-payee-not-allowed'],
    ]);
    expect(await codes(recordOf(transferInput()))).toEqual([]);
  });

  it('opens a sealed payee under the command’s own key', async () => {
    const record = { ...recordOf(transferInput()), payee: null, sealedPayee: sealed };
    const opened: string[] = [];
    const options = {
      isPlainAllowed: false,
      openPayee: async (_blob: SealedBlob, key: string) => {
        opened.push(key);
        return Buffer.from(JSON.stringify(payeeInput()));
      },
    };
    const read = await readCommand(record, options);
    expect(read).toMatchObject({ kind: 'command', command: { payee: { documentType: 'CC' } } });
    expect(opened).toEqual(['key-1']);
  });

  it.each([
    ['cannot be opened', null],
    ['is no JSON', Buffer.from('CANARY{')],
  ])('rejects a sealed payee that %s, without its content', async (_what, plaintext) => {
    const record = { ...recordOf(transferInput()), payee: null, sealedPayee: sealed };
    const read = await readCommand(record, { ...plainAllowed, openPayee: async () => plaintext });
    expect(read).toMatchObject({
      kind: 'rejected',
      idempotencyKey: 'key-1',
      rejections: [{ field: 'sealedPayee', code: 'sealed-payee-unreadable' }],
    });
    expect(JSON.stringify(read)).not.toContain('CANARY');
  });

  it('rejects both payees, no payee and a bad key', async () => {
    const good = recordOf(transferInput());
    expect(await codes({ ...good, sealedPayee: sealed })).toEqual([['payee', 'repeated']]);
    expect(await codes({ ...good, payee: null })).toContainEqual(['payee', 'required']);
    expect(await codes({ ...good, idempotencyKey: '' })).toEqual([
      ['idempotencyKey', 'wrong-length'],
    ]);
  });
});
