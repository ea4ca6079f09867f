import { parseJson, parseObject, type Parsed } from '../objects/json-reader.ts';
import { parseMonoCollectionIntent } from '../objects/mono-collection-intent.ts';
import { parseMonoCredit } from '../objects/mono-credit.ts';
import { parseMonoTransfer } from '../objects/mono-transfer.ts';
import { normaliseCollectionIntent } from './normalise-collection-intent.ts';
import { normaliseCredit } from './normalise-credit.ts';
import { normaliseTransfer, type TransferNormalisation } from './normalise-transfer.ts';
import type { NormalisedWebhook } from './normalised-event.ts';

export interface WebhookNormalisation extends Pick<
  TransferNormalisation,
  'knownAccountId' | 'knownTransferId'
> {
  readonly staleSignature: boolean;
}

/** Known types of webhooks; the four of batches differ in state only. */
export const transferWebhookTypes: ReadonlySet<string> = new Set([
  'bank_transfer_approved',
  'bank_transfer_rejected',
  'bank_transfer_fallback_routing',
  'bank_transfer_change_final_state',
]);
export const batchWebhookTypes: ReadonlySet<string> = new Set([
  'batch_authorization_requested',
  'batch_sent',
  'batch_canceled',
  'batch_duplicated',
]);
export const intentWebhookTypes: ReadonlySet<string> = new Set([
  'collection_intent_credited',
  'collection_intent_failed',
]);
export const CREDIT_WEBHOOK_TYPE = 'account_credited';

interface Envelope {
  readonly type: string;
  readonly data: unknown;
}

/** A type is a code. What is none is not repeated anywhere: it could hold anything. */
const typeForm = /^[a-z][a-z0-9_.]{0,99}$/;

function parseEnvelope(rawBody: Uint8Array): Parsed<Envelope> {
  const parsed = parseJson(rawBody);
  if (parsed === null) return { kind: 'unreadable', problem: 'not JSON' };
  return parseObject(parsed.json, (reader) => {
    const event = reader.object('event');
    return { type: event.text('type'), data: event.raw('data') };
  });
}

function normaliseData({ type, data }: Envelope, options: WebhookNormalisation): NormalisedWebhook {
  const webhook = { source: 'webhook', webhookType: type } as const;
  if (transferWebhookTypes.has(type)) {
    const read = parseMonoTransfer(data);
    if (read.kind === 'unreadable') return { ...read, type };
    return { type, ...normaliseTransfer(read.value, { ...options, ...webhook }) };
  }
  if (intentWebhookTypes.has(type)) {
    const read = parseMonoCollectionIntent(data);
    if (read.kind === 'unreadable') return { ...read, type };
    return { type, ...normaliseCollectionIntent(read.value, webhook) };
  }
  if (type === CREDIT_WEBHOOK_TYPE) {
    const read = parseMonoCredit(data);
    if (read.kind === 'unreadable') return { ...read, type };
    const credit = { source: 'webhook', staleSignature: options.staleSignature } as const;
    return { type, kind: 'event', event: normaliseCredit(read.value, credit) };
  }
  if (!batchWebhookTypes.has(type)) return { kind: 'unknown', type };
  const batch = parseObject(data, (reader) => ({
    batchId: reader.text('id'),
    state: reader.optionalText('state'),
    accountId: reader.optionalText('account_id'),
  }));
  if (batch.kind === 'unreadable') return { ...batch, type };
  return { kind: 'batch', type, ...batch.value };
}

/** What a webhook's body says. To be called after its signature was found true. Total: it never throws. */
export function normaliseWebhook(
  rawBody: Uint8Array,
  options: WebhookNormalisation,
): NormalisedWebhook {
  const envelope = parseEnvelope(rawBody);
  if (envelope.kind === 'unreadable') return { ...envelope, type: null };
  if (!typeForm.test(envelope.value.type)) return { kind: 'unknown', type: 'malformed' };
  return normaliseData(envelope.value, options);
}
