import type { Executor } from '@riel/database';
import type { Metrics } from '@riel/runtime';
import type { Instant } from '@riel/schemas';
import { countOpenLinks } from './collection-links/due-links.ts';
import { countLookUps } from './look-ups/waiting-look-ups.ts';
import { countUnmatched } from './mono-ids/unmatched-facts.ts';
import type { SecretRing } from './secrets/secret-ring.ts';

const MILLISECONDS_PER_SECOND = 1_000;
const MICROSECONDS_PER_SECOND = 1_000_000;

/** Counts what became of webhooks. Labels are codes, never text of Mono's. */
export interface WebhookCounters {
  received(eventType: string, outcome: string): void;
  refused(reason: string): void;
}

/** Counts what Mono was asked. */
export interface LookUpCounters {
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

/** What the gauges read at each scrape. */
export interface WebhookReadings {
  readonly executor: Executor;
  readonly now: () => Instant;
  readonly ring: SecretRing;
  readonly overdueSeconds: number;
  readonly waitingWebhooks: () => number;
  readonly openConnections: () => Promise<number>;
}

function addGauges(metrics: Metrics, read: WebhookReadings): void {
  const gauge = (name: string, help: string, value: () => number | Promise<number>): void =>
    void metrics.gauge({ name: `riel_webhook_${name}`, help, read: value });
  const overdueBefore = (): bigint =>
    BigInt(read.now() - read.overdueSeconds * MICROSECONDS_PER_SECOND);
  const lookUps = () => countLookUps(read.executor, overdueBefore());
  gauge('waiting_webhooks', 'Webhooks that wait for a transaction', read.waitingWebhooks);
  gauge('open_connections', 'Open connections of the HTTP server', read.openConnections);
  gauge(
    'active_secrets',
    'Secrets under which a signature is believed',
    () => read.ring.active().length,
  );
  gauge('secret_age_seconds', 'Age of the newest active secret', () => {
    const [newest] = read.ring.active();
    if (newest === undefined) return 0;
    return (
      Number(read.now()) / MICROSECONDS_PER_SECOND - newest.createdAt / MILLISECONDS_PER_SECOND
    );
  });
  gauge(
    'look_ups_waiting',
    'Questions to Mono without an answer',
    async () => (await lookUps()).waiting,
  );
  gauge(
    'look_ups_overdue',
    'Those of them that wait for longer than is normal',
    async () => (await lookUps()).overdue,
  );
  gauge('look_ups_oldest_seconds', 'Age of the oldest of them', async () => {
    const { oldestCreatedAt } = await lookUps();
    if (oldestCreatedAt === null) return 0;
    return (Number(read.now()) - Number(oldestCreatedAt)) / MICROSECONDS_PER_SECOND;
  });
  gauge('unmatched_facts', 'Facts of Mono transfers not known to be ours, up to 100,000', () =>
    countUnmatched(read.executor),
  );
}

function addLinkGauges(metrics: Metrics, { executor, now }: WebhookReadings): void {
  const open = () => countOpenLinks(executor, BigInt(now()));
  metrics.gauge({
    name: 'riel_webhook_links_expired_open',
    help: 'Collection links that have expired and are not closed',
    read: async () => (await open()).expired,
  });
  metrics.gauge({
    name: 'riel_webhook_links_expired_oldest_seconds',
    help: 'Time since the oldest of them expired',
    read: async () => {
      const { oldestExpiresAt } = await open();
      if (oldestExpiresAt === null) return 0;
      return (now() - Number(oldestExpiresAt)) / MICROSECONDS_PER_SECOND;
    },
  });
}

/** Makes the counters, and the gauges of what waits and how old it is. */
export function createWebhookCounters(metrics: Metrics, read: WebhookReadings): WebhookCounters {
  addGauges(metrics, read);
  addLinkGauges(metrics, read);
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
  return {
    // Types that Mono adds later share one label: their names come from outside.
    received: (eventType, outcome) =>
      received.inc({ type: knownTypes.has(eventType) ? eventType : 'other', outcome }),
    refused: (reason) => refused.inc({ reason }),
  };
}

/** Makes the counter of questions to Mono. */
export function createLookUpCounters(metrics: Metrics): LookUpCounters {
  const lookedUp = metrics.counter({
    name: 'riel_webhook_look_ups_total',
    help: 'Questions to Mono, by reason and outcome',
    labels: ['reason', 'outcome'],
  });
  return {
    lookedUp: (reason, outcome) =>
      lookedUp.inc({ reason: knownTypes.has(reason) ? 'batch' : reason, outcome }),
  };
}

/** Makes the gauge that tells whether it is learned whose Mono transfers are. */
export function addConsumerGauge(metrics: Metrics, isConsuming: () => boolean): void {
  metrics.gauge({
    name: 'riel_webhook_consumer_healthy',
    help: '1 while ids of Mono transfers are being learned',
    read: () => (isConsuming() ? 1 : 0),
  });
}
