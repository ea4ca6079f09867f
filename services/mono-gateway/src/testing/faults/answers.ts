import type { MonoFailed, MonoFailure, MonoRequest, MonoTransport } from '@riel/mono-client';
import type { HeldTransfer } from './mono-ledger.ts';
import type { Hostility } from './hostility.ts';

/** An answer over the wire. */
export type Answer = Extract<
  Awaited<ReturnType<MonoTransport['request']>>,
  { readonly kind: 'answered' }
>;

/** What is created and listed: each has an endpoint of its own. */
export type Kind = 'transfers' | 'links';

export const kindOf = ({ path }: MonoRequest): Kind =>
  path.startsWith('/v1/collection_links') ? 'links' : 'transfers';

export const answerJson = (status: number, body: unknown): Answer => ({
  kind: 'answered',
  status,
  headers: {},
  rawBody: Buffer.from(JSON.stringify(body)),
  milliseconds: 1,
});

export const monoError = (status: number, errorCode: string, path: string | null): Answer =>
  answerJson(status, {
    code: `${status}`,
    id: 'log_0000000000000000000000',
    message: 'canary-message',
    errors: [{ error_code: errorCode, message: 'canary-message', path, url: null }],
  });

/** No answer at all. */
export const failed = (
  failure: MonoFailure,
  requestWasSent: MonoFailed['requestWasSent'],
): MonoFailed => ({
  kind: 'failed',
  failure,
  requestWasSent,
  status: null,
  detail: failure,
  milliseconds: 1,
});

const isoOf = (microseconds: number): string => new Date(microseconds / 1_000).toISOString();

/** A transfer as Mono shows it, with the ids that this Mono echoes. */
export function transferJson(held: HeldTransfer, echo: Hostility['echo']): object {
  return {
    id: held.id,
    state: held.state,
    amount: { amount: held.amount, currency: 'COP' },
    batch: { id: held.batchId, account_id: held.accountId, state: 'processing_transactions' },
    external_id: echo === 'entity' ? null : held.externalId,
    entity_id: echo === 'external' ? null : held.externalId,
    routing: null,
    fallback_routing: [],
    declination_reason: null,
    inserted_at: isoOf(held.insertedAt),
    updated_at: isoOf(held.insertedAt),
  };
}

/** A collection link as Mono shows it. */
export function linkJson(held: HeldTransfer): object {
  return {
    id: held.id,
    account_id: held.accountId,
    external_id: held.externalId,
    link: `https://links.example/${held.id}`,
    amount: { amount: held.amount, currency: 'COP' },
    enabled: true,
    inserted_at: isoOf(held.insertedAt),
  };
}

export const queryOf = (request: MonoRequest): URLSearchParams =>
  new URL(request.path, 'http://mono').searchParams;
