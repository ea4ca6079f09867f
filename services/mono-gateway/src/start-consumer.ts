import { startConsumer as startKafkaConsumer, type Consumer } from '@riel/kafka';
import { retryTransient } from '@riel/database';
import { fatal, now, type Parts } from '@riel/runtime';
import { writeBrokerOffsets, type BrokerOffset } from './recovery/broker-offsets.ts';
import {
  createRequestInbox,
  REQUEST_TOPICS,
  type RequestInboxPorts,
} from './requests/request-inbox.ts';
import type { SharedParts } from './shared-parts.ts';

const HEARTBEATS_PER_SESSION = 10;

/** Starts to read requests. `onWork` is told when there is something to send, `onAssigned` when partitions are assigned. */
export async function startRequestConsumer(
  shared: SharedParts,
  parts: Parts,
  told: { readonly onWork: () => void; readonly onAssigned: () => void },
): Promise<Consumer> {
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
  });
  const note = async (committed: BrokerOffset): Promise<void> => {
    try {
      await retryTransient(() => writeBrokerOffsets(database.kysely, [committed]));
      told.onWork();
    } catch (error) {
      // What the broker has is asked for again by and by, and transfers wait meanwhile.
      logger.warn({ error }, 'an offset of the broker could not be noted');
    }
  };
  const sessionTimeoutMilliseconds = configuration.CONSUMER_SESSION_TIMEOUT_MILLISECONDS;
  return await parts.start('consumer', () =>
    startKafkaConsumer({
      kafka,
      groupId: configuration.CONSUMER_GROUP,
      topics: REQUEST_TOPICS,
      chunkRecordsMax: configuration.CONSUMER_CHUNK_RECORDS_MAX,
      sessionTimeoutMilliseconds,
      heartbeatIntervalMilliseconds: Math.floor(
        sessionTimeoutMilliseconds / HEARTBEATS_PER_SESSION,
      ),
      // A transfer is sent once the broker has its offset, so the broker is told at once.
      commitIntervalMilliseconds: 0,
      onChunk: inbox,
      onAssigned: told.onAssigned,
      onCommitted: (committed) => void note(committed),
      onFatal: fatal,
    }),
  );
}
