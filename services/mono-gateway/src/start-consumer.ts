import {
  requireTopics,
  startConsumer as startKafkaConsumer,
  type Chunk,
  type ChunkOutcome,
  type Consumer,
  type ConsumerOptions,
} from '@riel/kafka';
import { retryTransient } from '@riel/database';
import { keepConsuming, type KeptConsumer } from '@riel/outbox';
import { fatal, now, type Logger, type Parts } from '@riel/runtime';
import type { GatewayConfiguration } from './configuration.ts';
import { writeBrokerOffsets } from './recovery/broker-offsets.ts';
import { createOffsetNotes } from './recovery/offset-notes.ts';
import { limitBacklog } from './requests/backlog.ts';
import {
  createRequestInbox,
  REQUEST_TOPICS,
  type RequestInboxPorts,
} from './requests/request-inbox.ts';
import type { SharedParts } from './shared-parts.ts';

/** Heartbeats that may get lost before the broker takes the partitions away. */
const HEARTBEATS_PER_SESSION = 10;

/** A consumer of requests that outlives outages, and may be told to read on from elsewhere. */
export interface RequestConsumer extends KeptConsumer, Pick<Consumer, 'seek'> {}

/** What keeping it going needs. */
export interface RequestConsumerOptions extends Pick<
  ConsumerOptions,
  'kafka' | 'topics' | 'onChunk' | 'onAssigned' | 'onCommitted' | 'onFatal'
> {
  readonly configuration: Pick<
    GatewayConfiguration,
    | 'CONSUMER_GROUP'
    | 'CONSUMER_CHUNK_RECORDS_MAX'
    | 'CONSUMER_RETRY_MILLISECONDS'
    | 'CONSUMER_SESSION_TIMEOUT_MILLISECONDS'
  >;
  readonly logger: Logger;
}

/** Joins the group now or when Kafka comes, and again after each outage. */
export function keepRequestConsumer(options: RequestConsumerOptions): RequestConsumer {
  const { configuration, kafka, topics, logger, onChunk, onAssigned, onCommitted } = options;
  const sessionTimeoutMilliseconds = configuration.CONSUMER_SESSION_TIMEOUT_MILLISECONDS;
  let latest: Consumer | null = null;
  const kept = keepConsuming({
    logger,
    retryMilliseconds: configuration.CONSUMER_RETRY_MILLISECONDS,
    onFatal: options.onFatal,
    start: async (onFatal) => {
      await requireTopics(kafka, topics);
      latest = await startKafkaConsumer({
        kafka,
        topics,
        onChunk,
        onFatal,
        groupId: configuration.CONSUMER_GROUP,
        chunkRecordsMax: configuration.CONSUMER_CHUNK_RECORDS_MAX,
        sessionTimeoutMilliseconds,
        heartbeatIntervalMilliseconds: Math.floor(
          sessionTimeoutMilliseconds / HEARTBEATS_PER_SESSION,
        ),
        // A transfer is sent once the broker has its offset, so the broker is told at once.
        commitIntervalMilliseconds: 0,
        ...(onAssigned === undefined ? {} : { onAssigned }),
        ...(onCommitted === undefined ? {} : { onCommitted }),
      });
      return latest;
    },
  });
  return {
    isHealthy: () => kept.isHealthy(),
    seek: (place) => latest?.seek(place),
    stop: () => kept.stop(),
  };
}

/** Who is told what. */
export interface RequestConsumerListeners {
  /** There is something to send. */
  readonly onWork: () => void;
  /** Partitions are assigned. */
  readonly onAssigned: () => void;
  /** Reading goes back to where the database is: what the broker remembers beyond is looked at first. */
  readonly beforeRewind: () => Promise<void>;
}

/** Starts to read requests, with or without Kafka. */
export function startRequestConsumer(
  shared: SharedParts,
  parts: Parts,
  told: RequestConsumerListeners,
): RequestConsumer {
  const { configuration, database, logger, kafka } = shared;
  const notes = createOffsetNotes({
    write: (offsets) => retryTransient(() => writeBrokerOffsets(database.kysely, offsets)),
    onWritten: told.onWork,
    onFailed: (error) => {
      // What the broker has is asked for again by and by, and transfers wait meanwhile.
      logger.warn({ error }, 'an offset of the broker could not be noted');
    },
  });
  const consumer = keepRequestConsumer({
    configuration,
    kafka,
    logger,
    topics: REQUEST_TOPICS,
    onChunk: openInbox(shared, told),
    onAssigned: told.onAssigned,
    onCommitted: (committed) => notes.note(committed),
    onFatal: fatal,
  });
  parts.add('consumer', consumer);
  return consumer;
}

function openInbox(
  shared: SharedParts,
  { beforeRewind }: RequestConsumerListeners,
): (chunk: Chunk) => Promise<ChunkOutcome> {
  const { configuration, database, kafka, logger, counters, codecs, relay } = shared;
  const raise: RequestInboxPorts['write']['alarm'] = (alarm, transferId) => {
    counters.alarm(alarm);
    logger.error({ transferId, reason: alarm }, 'a record of the log was not followed');
  };
  const inbox = createRequestInbox({
    database,
    kafka,
    read: {
      codec: codecs.logCodec,
      verifier: shared.keyRings.verifier,
      alarm: (alarm) => counters.alarm(alarm),
    },
    write: { now, encode: codecs.encode, alarm: raise },
    onCommitted: () => relay.wake(),
    beforeRewind,
  });
  return limitBacklog(inbox, {
    executor: database.kysely,
    transfersMax: configuration.BACKLOG_TRANSFERS_MAX,
    waitMilliseconds: configuration.BACKLOG_WAIT_MILLISECONDS,
    onFull: () => counters.alarm('backlog-full'),
  });
}
