import { createCodec } from '@riel/avro';
import type { Database } from '@riel/database';
import { createKafka, createProducer, type Kafka } from '@riel/kafka';
import { startRelay, type Relay } from '@riel/outbox';
import { commaList, fatal, type Logger, type Metrics, type Parts } from '@riel/runtime';
import { schema } from '../migrations/index.ts';
import { linkEvents } from './collection-links/link-inbox.ts';
import { intentEvents } from './collection-links/publish-linked.ts';
import type { WebhookConfiguration } from './configuration.ts';
import { transferEvents, type ProviderEvent } from './facts/provider-event.ts';

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
    claimsMax: configuration.OUTBOX_CLAIMS_MAX,
    batchRecordsMax: configuration.OUTBOX_BATCH_RECORDS_MAX,
    pollMilliseconds: configuration.OUTBOX_POLL_MILLISECONDS,
  });
  parts.add('outbox relay', relay);
  return { kafka, relay };
}

/** The codecs of what is written and read. Throws `RIEL_SCHEMA_MISSING` naming a subject. */
export async function openCodecs(registryUrl: string) {
  const [codec, acceptedCodec, linkCodec, intentCodec] = await Promise.all([
    createCodec({
      registryUrl,
      writes: [
        ...transferEvents,
        'TransferMatched',
        'AccountCredited',
        'CollectionCredited',
        'CollectionFailed',
      ],
      reads: transferEvents,
    }),
    createCodec({ registryUrl, writes: [], reads: ['TransferAccepted'] }),
    createCodec({ registryUrl, writes: [], reads: linkEvents }),
    createCodec({ registryUrl, writes: intentEvents, reads: intentEvents }),
  ]);
  return {
    codec,
    acceptedCodec,
    linkCodec,
    intentCodec,
    encodeEvent: (event: ProviderEvent): Buffer => codec.encode(event.name, event.value),
  };
}
