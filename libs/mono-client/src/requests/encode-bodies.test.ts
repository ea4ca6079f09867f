import type { Instant, MinorUnits, MonoAccountId } from '@riel/ids';
import { describe, expect, it } from 'vitest';
import { encodeCollectionLinkBody } from './encode-collection-link-body.ts';
import { encodeTransfersBody, type TransferToCreate } from './encode-transfers-body.ts';

const accountId = 'acc_1' as MonoAccountId;
const transfer: TransferToCreate = {
  externalId: 'ours',
  amount: 100_000_000n as MinorUnits,
  currency: 'COP',
  payee: {
    name: 'Martina Brooks',
    documentType: 'CC',
    documentNumber: '1099711789',
    email: null,
    bankAccount: { bankCode: '007', number: '000000009', type: 'savings_account' },
  },
  recipientHandle: null,
  reference: 'r',
  description: null,
  routing: 'turbo',
  fallbackRouting: [],
};
const membersOf = (one: TransferToCreate) =>
  JSON.parse(encodeTransfersBody({ accountId, transfers: [one] }).toString()).transfers[0];

describe('encodeTransfersBody', () => {
  it('writes what Mono documents, both names of our id among it', () => {
    expect(membersOf(transfer)).toEqual({
      amount: { amount: 100_000_000, currency: 'COP' },
      entity_id: 'ours',
      external_id: 'ours',
      fallback_routing: [],
      payee: {
        bank_account: { bank_code: '007', number: '000000009', type: 'savings_account' },
        document_number: '1099711789',
        document_type: 'CC',
        name: 'Martina Brooks',
      },
      reference: 'r',
      routing: 'turbo',
    });
  });

  it('narrows no rail: what was not asked is not sent', () => {
    const members = membersOf({ ...transfer, routing: null, fallbackRouting: null });
    expect(members).not.toHaveProperty('routing');
    expect(members).not.toHaveProperty('fallback_routing');
  });

  it.each([0n, -1n, 2n ** 53n])('refuses the amount %s', (amount) => {
    expect(() => membersOf({ ...transfer, amount: amount as MinorUnits })).toThrow(
      expect.objectContaining({ code: 'RIEL_MONO_REQUEST_INVALID' }),
    );
  });

  it('refuses none and more than a thousand', () => {
    for (const transfers of [[], Array.from({ length: 1_001 }, () => transfer)]) {
      expect(() => encodeTransfersBody({ accountId, transfers })).toThrow('transfers has');
    }
  });
});

it('encodeCollectionLinkBody writes the link without what is null', () => {
  const body = encodeCollectionLinkBody({
    accountId,
    externalId: 'ours',
    amount: 500n as MinorUnits,
    currency: 'COP',
    amountValidation: 'fixed',
    usageType: 'single_use',
    expiresAt: 1_640_998_800_000_000 as Instant,
    redirectUrl: null,
    reference: 'REF',
    payer: null,
  });
  expect(JSON.parse(body.toString())).toEqual({
    account_id: 'acc_1',
    amount: { amount: 500, currency: 'COP' },
    amount_validation: 'fixed',
    expires_at: '2022-01-01T01:00:00.000000Z',
    external_id: 'ours',
    reference: { editable: false, required: false, value: 'REF' },
    usage_type: 'single_use',
  });
});
