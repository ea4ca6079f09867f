import type { Database, Transaction } from '@riel/database';
import type { Chunk, ChunkOutcome, Kafka } from '@riel/kafka';
import { appendToOutbox, createInbox, type ExpiredRecords } from '@riel/outbox';
import { callerOfCommandTopic, type CommandRejected, type Instant } from '@riel/schemas';
import { schema } from '../../migrations/index.ts';
import type { CommandCounter } from '../command-metrics.ts';
import { UnexpectedTopicError } from '../errors.ts';
import type { DailyLimit, Outcome } from '../transfers/acceptance.ts';
import { acceptTransfers } from '../transfers/accept-transfers.ts';
import { rejectionRow, type RejectedCommand } from './command-rejection.ts';
import { readChunk, type CommandReader, type ReadRecord } from './read-chunk.ts';

export interface CommandDoorPorts {
  readonly database: Database;
  readonly kafka: Kafka;
  readonly reader: CommandReader;
  readonly limit: DailyLimit;
  readonly count: CommandCounter;
  now(): Instant;
  encodeRejection(event: CommandRejected): Buffer;
  /** Told after each commit: the outbox has something to send. */
  onCommitted(): void;
  /** Told when commands were deleted by the topic's retention before they were ever read. */
  onExpired(expired: ExpiredRecords): void;
}

/**
 * Makes the handler of chunks of command topics. What comes of a chunk and the offset behind it are one
 * transaction, so a command is taken once, however often it is read.
 */
export function createCommandDoor(
  ports: CommandDoorPorts,
): (chunk: Chunk) => Promise<ChunkOutcome> {
  return createInbox<ReadRecord>({
    database: ports.database,
    schema,
    kafka: ports.kafka,
    prepare: async ({ topic, partition, records }) => {
      const caller = callerOfCommandTopic(topic);
      if (caller === null) throw new UnexpectedTopicError(topic);
      return await readChunk(ports.reader, { topic, partition, caller }, records);
    },
    write: (transaction, records) => writeRecords(ports, transaction, records),
    onCommitted: () => ports.onCommitted(),
    onExpired: (expired) => ports.onExpired(expired),
  });
}

async function writeRecords(
  ports: CommandDoorPorts,
  transaction: Transaction,
  records: readonly ReadRecord[],
): Promise<void> {
  const prepared = records.filter((record) => record.kind === 'prepared');
  const transfers = prepared.map(({ transfer }) => transfer);
  const options = { ...ports.limit, isAtomic: false };
  const decided =
    transfers.length === 0 ? [] : await acceptTransfers(transaction, transfers, options);
  const outcomes = new Map(decided.map((outcome, index) => [prepared[index], outcome]));
  const rejected: RejectedCommand[] = [];
  for (const record of records) {
    const outcome = record.kind === 'rejected' ? rejectionOf(record) : outcomes.get(record);
    if (outcome === undefined) continue;
    ports.count('kafka', outcome);
    if (outcome.kind !== 'rejected') continue;
    rejected.push({ ...record.source, rejections: outcome.rejections });
  }
  const now = ports.now();
  const rows = rejected.map((one) =>
    rejectionRow(one, now, (event) => ports.encodeRejection(event)),
  );
  await appendToOutbox(transaction, schema, rows);
}

const rejectionOf = ({
  rejections,
}: {
  readonly rejections: RejectedCommand['rejections'];
}): Outcome => ({
  kind: 'rejected',
  rejections,
});
