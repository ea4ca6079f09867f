import { randomBytes } from 'node:crypto';

/** An id in Mono's form: a prefix and 22 characters. */
export const monoId = (prefix: string): string => `${prefix}_${randomBytes(11).toString('hex')}`;

/** A transfer object as Mono's webhooks carry it; every value is made up. */
export function transferObject(change: Readonly<Record<string, unknown>> = {}) {
  return {
    amount: { amount: 1_600_000, currency: 'COP' },
    batch: { account_id: monoId('acc'), id: monoId('bat'), origin: 'api', state: 'declined' },
    declination_reason: null,
    description: 'canary description',
    entity_id: 'not-one-of-ours',
    id: monoId('trn'),
    inserted_at: '2026-01-10T16:19:52.530158Z',
    payee: {
      bank_account: { bank_code: '007', number: '998877665', type: 'savings_account' },
      document_number: '1099700099',
      document_type: 'CC',
      name: 'Canary Payee',
    },
    recipient_handle: null,
    reference: 'canary reference',
    state: 'approved',
    updated_at: '2026-01-10T16:40:06.812742Z',
    routing: 'ach',
    fallback_routing: [],
    ...change,
  };
}

/** A credit as Mono's webhooks carry it; every value is made up. */
export function creditObject(change: Readonly<Record<string, unknown>> = {}) {
  return {
    account: { id: monoId('acc'), number: '000000001' },
    amount: { amount: 69_300_000, currency: 'COP' },
    description: 'Abono Canary Payer',
    extra: {},
    id: monoId('tx'),
    payer: {
      bank: { code: '007', name: 'BANCOLOMBIA' },
      document_number: '900000001',
      document_type: 'NIT',
      name: 'Canary Payer SAS',
    },
    transaction_at: '2026-01-24T22:26:19.000000Z',
    type: 'incoming_wire',
    ...change,
  };
}

/** A PSE intent as Mono's webhooks carry it; every value is made up. */
export function intentObject(change: Readonly<Record<string, unknown>> = {}) {
  return {
    account_id: monoId('acc'),
    amount: { amount: 10_000_000, currency: 'COP' },
    collection_link_id: monoId('clink'),
    id: monoId('cint'),
    inserted_at: '2026-01-04T17:16:32.812292Z',
    note: 'canary note',
    payer: { document_number: '1099700099', document_type: 'CC', name: 'Canary Payer' },
    payment: { provider: 'pse', transaction_id: '3052043' },
    reference: 'canary reference',
    state: 'account_credited',
    updated_at: '2026-01-04T17:16:58.071790Z',
    ...change,
  };
}

/** The body of a webhook. */
export const webhookBody = (
  type: string,
  data: unknown,
  timestamp = '2026-01-10T16:54:38.660650Z',
): string => JSON.stringify({ event: { data, type }, timestamp });
