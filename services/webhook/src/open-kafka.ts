import type { Database } from '@riel/database';
import { createKafka, createProducer, type Kafka } from '@riel/kafka';
import { OUTBOX_LANES, startRelay, type Relay } from '@riel/outbox';
import { commaList, fatal, type Logger, type Metrics, type Parts } from '@riel/runtime';
import { schema } from '../migrations/index.ts';
import type { WebhookConfiguration } from './configuration.ts';

export interface OutboxOptions {
  readonly configuration: WebhookConfiguration;
  readonly database: Database;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

/** Names the cluster and starts the relay to it. Kafka may be away, now and later. */
export function openOutbox(
  { configuration, database, logger, metrics }: OutboxOptions,
  parts: Parts,
): { readonly kafka: Kafka; readonly relay: Relay } {
  const brokers = commaList(configuration.KAFKA_BROKERS);
  const kafka = createKafka({ brokers, clientId: 'riel-webhook', logger });
  const producer = createProducer(kafka);
  parts.add('producer', producer);
  const relay = startRelay({
    database,
    schema,
    producer,
    service: 'webhook',
    logger,
    metrics,
    onFatal: fatal,
    // One claim at a time that may take all lanes: under load it carries many webhooks at once.
    claimsMax: 1,
    claimLanesMax: OUTBOX_LANES,
    gatherMilliseconds: configuration.OUTBOX_GATHER_MILLISECONDS,
    batchRecordsMax: configuration.OUTBOX_BATCH_RECORDS_MAX,
    pollMilliseconds: configuration.OUTBOX_POLL_MILLISECONDS,
  });
  parts.add('outbox relay', relay);
  return { kafka, relay };
}
