import { describe, expect, it } from 'vitest';
import { bankTransferApprovedExample } from '../testing/webhook-examples.ts';
import { parseMonoAccount, parseMonoBalance } from './mono-account.ts';
import { parseMonoBankList } from './mono-bank.ts';
import { parseMonoCollectionIntent } from './mono-collection-intent.ts';
import { parseMonoCollectionLink } from './mono-collection-link.ts';
import { parseMonoCreatedTransfers } from './mono-created-transfers.ts';
import { parseMonoError } from './mono-error.ts';
import { pageParser } from './mono-page.ts';
import { parseMonoTransfer } from './mono-transfer.ts';

const { data } = bankTransferApprovedExample.event;
const without = (object: object, ...names: string[]): Record<string, unknown> =>
  Object.fromEntries(Object.entries(object).filter(([name]) => !names.includes(name)));
const money = { amount: 100_000_000, currency: 'COP' };

describe('a transfer', () => {
  it('is read with exact money and times', () => {
    expect(parseMonoTransfer(data)).toMatchObject({
      kind: 'parsed',
      value: {
        id: 'trn_2PVWOx9dZKJMBZw7opjrrs',
        accountId: 'acc_16ktUqSO7G0qTHDz8I3qrG',
        amount: { amount: 1_600_000n, currency: 'COP' },
        entityId: '123456789',
        externalId: null,
        rail: null,
        routing: 'ach',
        fallbackRouting: [],
        state: 'approved',
        updatedAt: 1_672_245_606_812_742,
        payee: { bankCode: '007', accountNumber: '000000009', documentType: 'CC' },
      },
    });
  });

  it('needs neither routing nor handle nor any unknown field', () => {
    const old = without(data, 'routing', 'fallback_routing', 'recipient_handle');
    const read = parseMonoTransfer({ ...old, surprise: { deep: [1] } });
    expect(read).toMatchObject({ value: { routing: null, fallbackRouting: null } });
    expect(JSON.stringify(Object.keys(read.kind === 'parsed' ? read.value : {}))).not.toContain(
      'surprise',
    );
  });

  it.each([
    ['a fraction', 1.5],
    ['a text', '1600000'],
    ['more than is exact', 2 ** 53],
    ['a negative', -1],
    ['nothing', null],
  ])('is refused when its amount is %s', (_name, amount) => {
    const read = parseMonoTransfer({ ...data, amount: { amount, currency: 'COP' } });
    expect(read).toMatchObject({ kind: 'unreadable', problem: expect.stringContaining('amount') });
  });

  it.each([
    ['a NUL', 'trn_\0'],
    ['half a character', 'trn_\ud800'],
  ])('is refused when its id holds %s, and read without an optional text that does', (_n, text) => {
    expect(parseMonoTransfer({ ...data, id: text })).toMatchObject({ kind: 'unreadable' });
    expect(parseMonoTransfer({ ...data, rail: text })).toMatchObject({ value: { rail: null } });
  });

  it('names the path and never the value', () => {
    const read = parseMonoTransfer({ ...data, id: { secret: 'canary' } });
    expect(read).toEqual({ kind: 'unreadable', problem: 'id: not a text' });
  });
});

describe('the answer to a creation', () => {
  it('needs only id and state of each member', () => {
    const read = parseMonoCreatedTransfers({ transfers: [{ id: 'trn_1', state: 'created' }] });
    expect(read).toMatchObject({ value: { transfers: [{ id: 'trn_1', amount: null }] } });
  });

  it('is unreadable as a whole when one member is', () => {
    const read = parseMonoCreatedTransfers({ transfers: [{ id: 'trn_1', state: 'created' }, {}] });
    expect(read).toEqual({ kind: 'unreadable', problem: 'transfers[1].id: not a text' });
  });
});

describe('a page', () => {
  it('keeps the readable items and tells of the others', () => {
    const parse = pageParser('transfers', parseMonoTransfer);
    const pagination = { page_number: 1, page_size: 10, total_items: 2, total_pages: 1 };
    const read = parse({ transfers: [data, { id: 'trn_2' }], pagination });
    expect(read).toMatchObject({
      value: { items: [{ id: data.id }], unreadable: [{ index: 1 }], totalItems: 2, totalPages: 1 },
    });
  });
});

describe('the other objects', () => {
  it('reads banks with their leading zeros', () => {
    const banks = [
      { code: '007', name: 'BANCOLOMBIA', supported_account_types: ['savings_account'] },
      { code: '1051', name: 'BANCO DAVIVIENDA' },
    ];
    expect(parseMonoBankList({ banks, kind: 'transfers' })).toMatchObject({
      value: { kind: 'transfers', banks: [{ code: '007' }, { supportedAccountTypes: [] }] },
    });
    expect(parseMonoBankList({ banks: [{ name: 'x' }] }).kind).toBe('unreadable');
  });

  it('reads accounts and balances, which may be negative', () => {
    const balance = { available: { ...money, amount: -5 }, updated_at: '2022-01-01T01:00:00Z' };
    const read = { available: { amount: -5n }, updatedAt: 1_640_998_800_000_000 };
    expect(parseMonoBalance(balance)).toMatchObject({ value: read });
    expect(parseMonoAccount({ id: 'acc_1', balance })).toMatchObject({ value: { balance: read } });
  });

  it('reads links and intents', () => {
    expect(parseMonoCollectionLink({ id: 'clink_1', amount: money, enabled: true })).toMatchObject({
      value: { amount: { amount: 100_000_000n }, enabled: true, link: null },
    });
    const intent = { account_id: 'acc_1', amount: money, id: 'cint_1', state: 'created' };
    expect(parseMonoCollectionIntent(intent)).toMatchObject({ value: { providerMessage: null } });
  });

  it('reads errors without their messages', () => {
    const errors = [{ error_code: 'missing_field', message: 'canary', path: '#/a', url: null }];
    const read = parseMonoError({ code: '422', errors, id: 'log_1', message: 'canary' });
    expect(read).toEqual({
      kind: 'parsed',
      value: { id: 'log_1', errors: [{ errorCode: 'missing_field', path: '#/a' }] },
    });
    expect(parseMonoError({ hello: 1 }).kind).toBe('unreadable');
  });
});
