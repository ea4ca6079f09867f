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

/** The body of a webhook. */
export const webhookBody = (
  type: string,
  data: unknown,
  timestamp = '2026-01-10T16:54:38.660650Z',
): string => JSON.stringify({ event: { data, type }, timestamp });
