import type { Codec } from '@riel/avro';
import type { Database } from '@riel/database';
import { requireTopics, startConsumer, type Kafka } from '@riel/kafka';
import { keepConsuming, type KeptConsumer, type Relay } from '@riel/outbox';
import {
  createLogger,
  createParts,
  createThreadMetrics,
  fatal,
  now,
  readConfiguration,
  repeat,
  type Logger,
  type Parts,
  type Repeated,
  type RunningThread,
} from '@riel/runtime';
import { COLLECTIONS_TOPIC, TRANSFERS_TOPIC } from '@riel/schemas';
import type { LinkEvent } from './collection-links/link-inbox.ts';
import type { LinkedPorts } from './collection-links/publish-linked.ts';
import { webhookSettings, type WebhookConfiguration } from './configuration.ts';
import type { ProviderEvent } from './facts/provider-event.ts';
import { ensureEvidenceMonths, keepHouse } from './housekeeping/keep-house.ts';
import { backgroundSignals } from './background-signals.ts';
import { loadKeyRings, type KeyRings } from './key-rings.ts';
import { linkInboxOf, startCollectionLinks } from './collection-links/start-collection-links.ts';
import { startAsking, startLookUps } from './look-ups/start-look-ups.ts';
import { publishMatches, type MatchCodec } from './mono-ids/publish-matches.ts';
import { createMonoTransferInbox } from './mono-ids/mono-transfer-inbox.ts';
import { openDatabase } from './open-database.ts';
import { openCodecs } from './event-codecs.ts';
import { openOutbox } from './open-kafka.ts';
import { addConsumerGauge, createLookUpCounters, type LookUpCounters } from './webhook-metrics.ts';

/** What the work behind the route needs. */
export interface BackgroundOptions {
  readonly configuration: WebhookConfiguration;
  readonly database: Database;
  readonly kafka: Kafka;
  readonly relay: Relay;
  readonly logger: Logger;
  readonly keys: KeyRings;
  readonly counters: LookUpCounters;
  readonly codec: MatchCodec;
  readonly acceptedCodec: Codec<never, 'TransferAccepted'>;
  readonly linkCodec: Codec<never, LinkEvent['name']>;
  readonly intentCodec: LinkedPorts['codec'];
  readonly encodeEvent: (event: ProviderEvent) => Buffer;
}

/**
 * Starts what works behind the route, in a thread of its own, so that no webhook waits for it: the
 * relay, the house, matching, looking up, learning Mono's ids.
 */
export async function startBackground(environment: NodeJS.ProcessEnv): Promise<RunningThread> {
  const configuration = readConfiguration(webhookSettings, environment);
  const parts = createParts({ stopTimeoutMilliseconds: configuration.STOP_TIMEOUT_MILLISECONDS });
  const logger = createLogger({ service: 'webhook', level: configuration.LOG_LEVEL });
  const metrics = createThreadMetrics('webhook');
  const keys = await loadKeyRings(configuration);
  const codecs = await openCodecs(configuration.SCHEMA_REGISTRY_URL);
  const connectionsMax = configuration.BACKGROUND_CONNECTIONS_MAX;
  const database = await openDatabase({ configuration, logger, connectionsMax }, parts);
  const { kafka, relay } = openOutbox({ configuration, database, logger, metrics }, parts);
  const counters = createLookUpCounters(metrics);
  const shared = { configuration, database, kafka, relay, logger, keys, counters, ...codecs };
  const { lookUps, consumer } = await startLoops(shared, parts);
  addConsumerGauge(metrics, () => consumer.isHealthy());
  return {
    metrics,
    onSignal: (name) => (name === backgroundSignals.asked ? lookUps : relay).wake(),
    stop: () => parts.stop(),
  };
}

/** The loop that a stored webhook wakes, and the consumer that learns whose Mono transfers are. */
interface Loops {
  readonly lookUps: Repeated;
  readonly consumer: KeptConsumer;
}

async function startLoops(options: BackgroundOptions, parts: Parts): Promise<Loops> {
  await startHousekeeping(options, parts);
  const matcher = startMatcher(options, parts);
  const onFacts = (): void => {
    options.relay.wake();
    matcher.wake();
  };
  const asking = await startAsking(options, parts);
  const lookUps = startLookUps(options, parts, { ...asking, onFacts });
  const links = startCollectionLinks(options, parts, asking);
  const consumer = startLearning(options, parts, () => {
    matcher.wake();
    links.wake();
  });
  return { lookUps, consumer };
}

async function startHousekeeping(
  { configuration, database, logger }: BackgroundOptions,
  parts: Parts,
): Promise<void> {
  await ensureEvidenceMonths(database, now());
  const ports = {
    database,
    logger,
    now,
    evidenceRetentionYears: configuration.EVIDENCE_RETENTION_YEARS,
    rowsMax: configuration.HOUSEKEEPING_ROWS_MAX,
    retentionDays: {
      receipts: configuration.RECEIPT_RETENTION_DAYS,
      facts: configuration.FACT_RETENTION_DAYS,
      monoTransfers: configuration.MONO_TRANSFER_RETENTION_DAYS,
      unmatchedFacts: configuration.UNMATCHED_RETENTION_DAYS,
      unlinkedFacts: configuration.UNMATCHED_RETENTION_DAYS,
      collectionLinks: configuration.COLLECTION_LINK_RETENTION_DAYS,
    },
  };
  const housekeeping = repeat({
    name: 'housekeeping',
    pauseMilliseconds: configuration.HOUSEKEEPING_MILLISECONDS,
    logger,
    round: () => keepHouse(ports),
  });
  parts.add('housekeeping', housekeeping);
}

function startMatcher(options: BackgroundOptions, parts: Parts): Repeated {
  const { configuration, database, codec, relay, logger } = options;
  const matcher = repeat({
    name: 'matcher',
    pauseMilliseconds: configuration.MATCH_POLL_MILLISECONDS,
    logger,
    round: async () => {
      const factsMax = configuration.MATCH_FACTS_MAX;
      const matched = await publishMatches({ database, codec, now, factsMax });
      if (matched > 0) relay.wake();
    },
  });
  parts.add('matcher', matcher);
  return matcher;
}

function startLearning(
  options: BackgroundOptions,
  parts: Parts,
  onKnown: () => void,
): KeptConsumer {
  const { configuration, database, kafka, logger, acceptedCodec } = options;
  const topics = [TRANSFERS_TOPIC, COLLECTIONS_TOPIC];
  const onTransfers = createMonoTransferInbox({ database, kafka, codec: acceptedCodec, onKnown });
  const onCollections = linkInboxOf(options, onKnown);
  const consumer = keepConsuming({
    logger,
    onFatal: fatal,
    retryMilliseconds: configuration.CONSUMER_RETRY_MILLISECONDS,
    start: async (onFatal) => {
      await requireTopics(kafka, topics);
      return await startConsumer({
        kafka,
        groupId: configuration.CONSUMER_GROUP,
        topics,
        chunkRecordsMax: configuration.CONSUMER_CHUNK_RECORDS_MAX,
        // What is learned here is in no hurry, and most of what is read was published by this service.
        minBytes: configuration.CONSUMER_BYTES_MIN,
        onChunk: (chunk) =>
          chunk.topic === TRANSFERS_TOPIC ? onTransfers(chunk) : onCollections(chunk),
        onFatal,
      });
    },
  });
  parts.add('consumer', consumer);
  return consumer;
}
