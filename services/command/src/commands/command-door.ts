import { retryTransient, sqlStateOf, type Database, type Transaction } from '@riel/database';
import type { Chunk, ChunkOutcome } from '@riel/kafka';
import { appendToOutbox } from '@riel/outbox';
import { callerOfCommandTopic, type CommandRejected, type Instant } from '@riel/schemas';
import { LogTruncatedError, UnexpectedTopicError } from '../errors.ts';
import type { DailyLimit, Outcome } from '../transfers/acceptance.ts';
import { acceptTransfers } from '../transfers/accept-transfers.ts';
import type { CommandCounter } from '../command-metrics.ts';
import { rejectionRow, type RejectedCommand } from './command-rejection.ts';
import { readChunk, type CommandReader, type ReadRecord } from './read-chunk.ts';
import { lockOffset } from './sql/lock-offset.ts';
import { moveOffset } from './sql/move-offset.ts';

/*
 * The Kafka door is exactly once in effect: what comes of a chunk and the offset behind it are one
 * transaction. After a crash the chunk is read again, and either its offset was committed, then every
 * record is dropped, or nothing was. The broker's own offsets are a hint.
 */

export interface CommandDoorPorts {
  readonly database: Database;
  readonly reader: CommandReader;
  readonly limit: DailyLimit;
  readonly count: CommandCounter;
  now(): Instant;
  encodeRejection(event: CommandRejected): Buffer;
  /** Offset of the oldest record that the broker still has. */
  earliestOffset(topic: string, partition: number): Promise<bigint>;
  /** Told after each commit: the outbox has something to send. */
  onCommitted(): void;
  /** Told when commands were deleted by the topic's retention before they were ever read. */
  onExpired(expired: ExpiredCommands): void;
}

/** Commands that nobody will ever read. */
export interface ExpiredCommands {
  readonly topic: string;
  readonly partition: number;
  readonly count: number;
}

/** Makes the handler of chunks of command topics. */
export function createCommandDoor(
  ports: CommandDoorPorts,
): (chunk: Chunk) => Promise<ChunkOutcome> {
  // Where each partition was looked at first; one look per assignment, because gaps are lawful.
  const assignments = new Map<string, string>();
  return async (chunk) => {
    const [first] = chunk.records;
    const last = chunk.records.at(-1);
    if (first === undefined || last === undefined) return { kind: 'done' };
    const caller = callerOfCommandTopic(chunk.topic);
    if (caller === null) throw new UnexpectedTopicError(chunk.topic);
    const partition = `${chunk.topic} ${chunk.partition}`;
    if (assignments.get(partition) !== chunk.assignment) {
      const start = await startOf(ports, chunk, first.offset);
      assignments.set(partition, chunk.assignment);
      if (start < first.offset) return { kind: 'seek', offset: start };
    }
    const source = { topic: chunk.topic, partition: chunk.partition, caller };
    const records = await readChunk(ports.reader, source, chunk.records);
    const results = await retryTransient(
      () => withDayChange(() => writeChunk(ports, chunk, records)),
      // A heartbeat that fails is remembered by the consumer, and ends this chunk there.
      { onRetry: () => void chunk.heartbeat().catch(() => undefined) },
    );
    ports.onCommitted();
    for (const result of results) ports.count('kafka', result);
    return { kind: 'done' };
  };
}

// The database knows what was read; a broker that remembers less or more is put right once.
async function startOf(
  ports: CommandDoorPorts,
  chunk: Chunk,
  firstOffset: bigint,
): Promise<bigint> {
  const { topic, partition } = chunk;
  const next = await ports.database.transaction((transaction) => lockOffset(transaction, chunk));
  if (next > chunk.highWatermark) throw new LogTruncatedError(topic, partition);
  if (next >= firstOffset) return next;
  const earliest = await ports.earliestOffset(topic, partition);
  if (earliest <= next) return next;
  // A first reading may begin anywhere; a later one has missed what is gone.
  if (next > 0n) ports.onExpired({ topic, partition, count: Number(earliest - next) });
  return earliest;
}

const UNIQUE_VIOLATION = '23505';

// A duplicate that another transaction accepted across the change of day is seen on the second look.
async function withDayChange<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (sqlStateOf(error) === UNIQUE_VIOLATION) return await work();
    throw error;
  }
}

async function writeChunk(
  ports: CommandDoorPorts,
  chunk: Chunk,
  records: readonly ReadRecord[],
): Promise<readonly Outcome[]> {
  return await ports.database.transaction(async (transaction) => {
    const next = await lockOffset(transaction, chunk);
    const fresh = records.filter(({ offset }) => offset >= next);
    const last = fresh.at(-1);
    if (last === undefined) return [];
    const outcomes = await writeRecords(ports, transaction, { chunk, fresh });
    await moveOffset(transaction, chunk, last.offset + 1n);
    return outcomes;
  });
}

async function writeRecords(
  ports: CommandDoorPorts,
  transaction: Transaction,
  { chunk, fresh }: { readonly chunk: Chunk; readonly fresh: readonly ReadRecord[] },
): Promise<readonly Outcome[]> {
  const prepared = fresh.filter((record) => record.kind === 'prepared');
  const options = { ...ports.limit, isAtomic: false };
  const transfers = prepared.map(({ transfer }) => transfer);
  const accepted =
    transfers.length === 0 ? [] : await acceptTransfers(transaction, transfers, options);
  const rejected = fresh.flatMap((record): RejectedCommand[] => {
    if (record.kind === 'rejected') return [record.rejected];
    const outcome = accepted[prepared.indexOf(record)];
    return outcome?.kind === 'rejected' ? [lateRejection(chunk, record, outcome)] : [];
  });
  if (rejected.length > 0) {
    const now = ports.now();
    const rows = rejected.map((one) =>
      rejectionRow(one, now, (event) => ports.encodeRejection(event)),
    );
    await appendToOutbox(transaction, 'command', rows);
  }
  const early = fresh.flatMap((record): Outcome[] =>
    record.kind === 'rejected'
      ? [{ kind: 'rejected', rejections: record.rejected.rejections }]
      : [],
  );
  return [...accepted, ...early];
}

function lateRejection(
  { topic, partition }: Chunk,
  { offset, transfer }: Extract<ReadRecord, { kind: 'prepared' }>,
  { rejections }: Extract<Outcome, { kind: 'rejected' }>,
): RejectedCommand {
  const { caller, idempotencyKey, traceparent } = transfer;
  return { place: { topic, partition, offset, caller }, idempotencyKey, rejections, traceparent };
}
