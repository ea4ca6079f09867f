import type { Codec } from '@riel/avro';
import type { Database } from '@riel/database';
import { startConsumer, type Kafka } from '@riel/kafka';
import { createMonoClient, readApiKeyFile } from '@riel/mono-client';
import type { Relay } from '@riel/outbox';
import {
  fatal,
  now,
  repeat,
  startFileRing,
  type Logger,
  type Parts,
  type Repeated,
} from '@riel/runtime';
import { TRANSFERS_TOPIC } from '@riel/schemas';
import type { WebhookConfiguration } from './configuration.ts';
import type { KeyRings } from './key-rings.ts';
import { runLookUps } from './look-ups/run-look-ups.ts';
import { matchFacts, type MatchPorts } from './mono-ids/match-facts.ts';
import { createMonoTransferInbox } from './mono-ids/mono-transfer-inbox.ts';
import { ensureEvidenceMonths } from './open-database.ts';
import type { ProviderEvent } from './receipts/publish-facts.ts';
import type { WebhookCounters } from './webhook-metrics.ts';

const EVIDENCE_MONTHS_MILLISECONDS = 3_600_000;

/** What the work behind the route needs. */
export interface BackgroundOptions {
  readonly configuration: WebhookConfiguration;
  readonly database: Database;
  readonly kafka: Kafka;
  readonly relay: Relay;
  readonly logger: Logger;
  readonly keys: KeyRings;
  readonly counters: WebhookCounters;
  readonly codec: MatchPorts['codec'];
  readonly acceptedCodec: Codec<never, 'TransferAccepted'>;
  readonly encodeEvent: (event: ProviderEvent) => Buffer;
}

/** The loops that a stored webhook wakes. */
export interface Background {
  readonly matcher: Repeated;
  readonly lookUps: Repeated;
}

/** Starts what works behind the route: matching, looking up, learning Mono's ids, making partitions. */
export async function startBackground(
  options: BackgroundOptions,
  parts: Parts,
): Promise<Background> {
  const { configuration, database, relay, logger } = options;
  await ensureEvidenceMonths(database);
  const months = repeat({
    name: 'evidence months',
    pauseMilliseconds: EVIDENCE_MONTHS_MILLISECONDS,
    logger,
    round: () => ensureEvidenceMonths(database),
  });
  parts.add('evidence months', months);
  const matcher = repeat({
    name: 'matcher',
    pauseMilliseconds: configuration.MATCH_POLL_MILLISECONDS,
    logger,
    round: async () => {
      const factsMax = configuration.MATCH_FACTS_MAX;
      const matched = await matchFacts({ database, codec: options.codec, now, factsMax });
      if (matched > 0) relay.wake();
    },
  });
  parts.add('matcher', matcher);
  const lookUps = await startLookUps(options, parts);
  const inbox = createMonoTransferInbox({
    database,
    kafka: options.kafka,
    codec: options.acceptedCodec,
    onKnown: () => matcher.wake(),
  });
  await parts.start('consumer', () =>
    startConsumer({
      kafka: options.kafka,
      groupId: configuration.CONSUMER_GROUP,
      topics: [TRANSFERS_TOPIC],
      chunkRecordsMax: configuration.CONSUMER_CHUNK_RECORDS_MAX,
      onChunk: inbox,
      onFatal: fatal,
    }),
  );
  return { matcher, lookUps };
}

async function startLookUps(options: BackgroundOptions, parts: Parts): Promise<Repeated> {
  const { configuration, database, relay, logger, keys, counters } = options;
  const reader = createMonoClient({ baseUrl: configuration.MONO_BASE_URL });
  parts.add('Mono client', () => reader.close());
  const apiKeys = await parts.start('API keys of Mono', () =>
    startFileRing({
      setting: 'MONO_API_KEYS_DIRECTORY',
      folder: configuration.MONO_API_KEYS_DIRECTORY,
      logger,
      read: readApiKeyFile,
      createdAt: (key) => key.createdAt,
    }),
  );
  const lookUps = repeat({
    name: 'look-ups',
    pauseMilliseconds: configuration.LOOK_UP_POLL_MILLISECONDS,
    logger,
    round: () =>
      runLookUps({
        database,
        reader,
        // The weakest key that can read is the right one to read with.
        apiKey: () =>
          apiKeys.current().find((key) => key.role === 'Viewer') ?? apiKeys.current()[0] ?? null,
        prepareSealer: () => keys.sealer.prepare(),
        texts: keys.texts,
        encode: options.encodeEvent,
        now,
        lookUpsMax: configuration.LOOK_UP_BATCH_MAX,
        retryMillisecondsMin: configuration.LOOK_UP_RETRY_MILLISECONDS_MIN,
        retryMillisecondsMax: configuration.LOOK_UP_RETRY_MILLISECONDS_MAX,
        onCommitted: () => relay.wake(),
        onAnswer: (reason, outcome) => counters.lookedUp(reason, outcome),
      }),
  });
  parts.add('look-ups', lookUps);
  return lookUps;
}
