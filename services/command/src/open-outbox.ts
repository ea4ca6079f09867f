import type { Database } from '@riel/database';
import { createKafka, createProducer, type Kafka } from '@riel/kafka';
import { startRelay, type Relay } from '@riel/outbox';
import { commaList, fatal, type Logger, type Metrics, type Parts } from '@riel/runtime';
import { schema } from '../migrations/index.ts';
import type { CommandConfiguration } from './configuration.ts';

export interface OutboxOptions {
  readonly configuration: CommandConfiguration;
  readonly database: Database;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

/** Names the cluster and starts the relay to it. Kafka may be away, now and later. */
export function openOutbox(
  options: OutboxOptions,
  parts: Parts,
): { readonly kafka: Kafka; readonly relay: Relay } {
  const { configuration, database, logger, metrics } = options;
  const brokers = commaList(configuration.KAFKA_BROKERS);
  const kafka = createKafka({ brokers, clientId: 'riel-command', logger });
  const producer = createProducer(kafka);
  parts.add('producer', producer);
  const relay = startRelay({
    database,
    schema,
    producer,
    service: 'command',
    logger,
    metrics,
    onFatal: fatal,
    claimsMax: configuration.OUTBOX_CLAIMS_MAX,
    batchRecordsMax: configuration.OUTBOX_BATCH_RECORDS_MAX,
    pollMilliseconds: configuration.OUTBOX_POLL_MILLISECONDS,
  });
  parts.add('outbox relay', relay);
  return { kafka, relay };
}
