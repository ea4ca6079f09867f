import type { Database } from '@riel/database';
import type { Chunk, ChunkOutcome, Kafka } from '@riel/kafka';
import { createInbox } from '@riel/outbox';
import { COLLECTIONS_TOPIC, TRANSFERS_TOPIC } from '@riel/schemas';
import { followLog } from '../recovery/follow-log.ts';
import { isRecovering } from '../recovery/sql.ts';
import { readChunk, type GatewayRecord, type ReadPorts } from './read-chunk.ts';
import { writeCancellations } from './write-cancellations.ts';
import { writeRequests, type WritePorts } from './write-requests.ts';

/** Where requests come from. */
export const REQUEST_TOPICS: readonly string[] = [TRANSFERS_TOPIC, COLLECTIONS_TOPIC];

/** What the inbox needs. */
export interface RequestInboxPorts {
  readonly database: Database;
  readonly kafka: Kafka;
  readonly read: ReadPorts;
  readonly write: WritePorts;
  readonly onCommitted: () => void;
  /**
   * Awaited before reading goes back to where the database is: the broker is ahead of it, and will not
   * be any more once the first record that is read again was committed.
   */
  readonly beforeRewind?: () => Promise<void>;
}

/** Makes the handler of chunks of transfers and collections: requests become work, wishes to cancel are decided. */
export function createRequestInbox(
  ports: RequestInboxPorts,
): (chunk: Chunk) => Promise<ChunkOutcome> {
  const inbox = createInbox<GatewayRecord>({
    database: ports.database,
    schema: 'gateway',
    kafka: ports.kafka,
    prepare: (chunk) => readChunk(chunk, ports.read),
    write: async (transaction, records) => {
      // A wish to cancel stands behind the request that it is about, in the same partition.
      const requests = records.filter((record) => record.kind === 'request');
      const cancellations = records.filter((record) => record.kind === 'cancellation');
      const recovering = await isRecovering(transaction);
      await writeRequests(transaction, requests, { ...ports.write, mustLookUp: recovering });
      if (recovering) {
        const facts = records.filter((record) => record.kind === 'fact');
        await followLog(transaction, facts);
      }
      await writeCancellations(transaction, cancellations, { ...ports.write, recovering });
    },
    onCommitted: ports.onCommitted,
  });
  return async (chunk) => {
    const outcome = await inbox(chunk);
    if (outcome.kind === 'seek') await ports.beforeRewind?.();
    return outcome;
  };
}
