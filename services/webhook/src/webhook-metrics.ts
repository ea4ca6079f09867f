import type { Metrics } from '@riel/runtime';
import type { DatedSecret } from './secrets/webhook-secret-file.ts';

const MILLISECONDS_PER_SECOND = 1_000;

/** Counts what became of webhooks. Labels are codes, never text of Mono's. */
export interface WebhookCounters {
  received(eventType: string, outcome: string): void;
  refused(reason: string): void;
  lookedUp(reason: string, outcome: string): void;
}

const knownTypes: ReadonlySet<string> = new Set([
  'bank_transfer_approved',
  'bank_transfer_rejected',
  'bank_transfer_fallback_routing',
  'bank_transfer_change_final_state',
  'account_credited',
  'batch_authorization_requested',
  'batch_sent',
  'batch_canceled',
  'batch_duplicated',
  'collection_intent_credited',
  'collection_intent_failed',
]);

/** Makes the counters, and the age of the newest secret. */
export function createWebhookCounters(
  metrics: Metrics,
  read: { readonly secrets: () => readonly DatedSecret[]; readonly waiting: () => number },
): WebhookCounters {
  const received = metrics.counter({
    name: 'riel_webhooks_received_total',
    help: 'Webhooks with a true signature, by type and what they led to',
    labels: ['type', 'outcome'],
  });
  const refused = metrics.counter({
    name: 'riel_webhooks_refused_total',
    help: 'Webhooks that were not believed, by reason',
    labels: ['reason'],
  });
  const lookedUp = metrics.counter({
    name: 'riel_webhook_look_ups_total',
    help: 'Questions to Mono, by reason and outcome',
    labels: ['reason', 'outcome'],
  });
  metrics.gauge({
    name: 'riel_webhook_waiting_webhooks',
    help: 'Webhooks that wait for a transaction',
    read: read.waiting,
  });
  metrics.gauge({
    name: 'riel_webhook_secret_age_seconds',
    help: 'Age of the newest secret',
    read: () => {
      const newest = read.secrets()[0];
      return newest === undefined ? 0 : (Date.now() - newest.createdAt) / MILLISECONDS_PER_SECOND;
    },
  });
  return {
    // Types that Mono adds later share one label: their names come from outside.
    received: (eventType, outcome) =>
      received.inc({ type: knownTypes.has(eventType) ? eventType : 'other', outcome }),
    refused: (reason) => refused.inc({ reason }),
    lookedUp: (reason, outcome) =>
      lookedUp.inc({ reason: knownTypes.has(reason) ? 'batch' : reason, outcome }),
  };
}
