import { createCodec } from '@riel/avro';
import type { Database } from '@riel/database';
import { createKafka, createProducer, type Kafka } from '@riel/kafka';
import { startRelay, type Relay } from '@riel/outbox';
import { commaList, fatal, type Logger, type Metrics, type Parts } from '@riel/runtime';
import type { BankListPublished } from '@riel/schemas';
import { schema } from '../migrations/index.ts';
import type { GatewayConfiguration } from './configuration.ts';
import type { GatewayEvent } from './events/gateway-events.ts';

export interface OutboxOptions {
  readonly configuration: GatewayConfiguration;
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
  const kafka = createKafka({ brokers, clientId: 'riel-mono-gateway', logger });
  const producer = createProducer(kafka);
  parts.add('producer', producer);
  const relay = startRelay({
    database,
    schema,
    producer,
    service: 'mono-gateway',
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

/** The codecs of what is written and read. Throws `RIEL_SCHEMA_MISSING` naming a subject. */
export async function openCodecs(registryUrl: string) {
  const [written, log, requests] = await Promise.all([
    createCodec({
      registryUrl,
      writes: [
        'TransferAccepted',
        'TransferRefused',
        'TransferCancelledByCaller',
        'TransferCancellationRefused',
        'CollectionLinkCreated',
        'CollectionLinkRefused',
        'BankListPublished',
      ],
      reads: [],
    }),
    createCodec({
      registryUrl,
      writes: [],
      reads: ['TransferRequested', 'TransferCancellationRequested', 'CollectionLinkRequested'],
    }),
    createCodec({
      registryUrl,
      writes: [],
      reads: ['TransferRequested', 'CollectionLinkRequested'],
    }),
  ]);
  return {
    logCodec: log,
    requestCodec: requests,
    encode: (event: GatewayEvent): Buffer => written.encode(event.name, event.value),
    encodeBanks: (event: BankListPublished): Buffer => written.encode('BankListPublished', event),
  };
}
