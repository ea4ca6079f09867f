import { retryTransient } from '@riel/database';
import type { Database, Transaction } from '@riel/database';
import { topicOffsets } from '@riel/kafka';
import type { Chunk, ChunkOutcome, Kafka } from '@riel/kafka';
import { lockOffset, moveOffset } from './consumed-offset.ts';
import { LogTruncatedError } from './errors.ts';

/*
 * The inbox reads a topic exactly once in effect: what comes of a chunk and the offset behind it are
 * one transaction. After a crash the chunk is read again, and either its offset was committed, then
 * every record is dropped, or nothing was. The broker's own offsets are a hint: at each assignment
 * the database says where reading goes on.
 */

/** A record that was made ready outside of the transaction. */
export interface ReadyRecord {
  readonly offset: bigint;
}

/** Records that were deleted by the topic's retention before they were read. */
export interface ExpiredRecords {
  readonly topic: string;
  readonly partition: number;
  readonly count: bigint;
}

/** What an inbox is made of. */
export interface InboxOptions<Ready extends ReadyRecord> {
  readonly database: Database;
  /** Schema that has the tables of `inboxTables`. */
  readonly schema: string;
  readonly kafka: Kafka;
  /** Decodes and checks, outside of any transaction; may leave records out that mean nothing here. */
  readonly prepare: (chunk: Chunk) => Promise<readonly Ready[]>;
  /** Writes what comes of the records, in the transaction that moves the offset. At least one record. */
  readonly write: (transaction: Transaction, records: readonly Ready[]) => Promise<void>;
  /** Told after a commit that wrote something. */
  readonly onCommitted?: () => void;
  /**
   * How long the offset in the database may stay behind records of which none was ready: they cost no
   * transaction each, and a crash has them read again. Default 0: every chunk moves the offset.
   */
  readonly idleMoveMilliseconds?: number;
  /** Milliseconds of a clock that only moves forward. Default: the process's. */
  readonly clock?: () => number;
  /** Told when the topic no longer holds what was to be read next. */
  readonly onExpired?: (expired: ExpiredRecords) => void;
}

/** Makes the handler of chunks. Throws `LogTruncatedError` (`RIEL_LOG_TRUNCATED`) for a topic made anew. */
export const createInbox = <Ready extends ReadyRecord>(
  options: InboxOptions<Ready>,
): ((chunk: Chunk) => Promise<ChunkOutcome>) => {
  // How far each partition was read under its assignment. Where it begins is looked at once, because
  // gaps are lawful.
  const places = new Map<string, Place>();
  const clock = options.clock ?? ((): number => performance.now());
  const idleMoveMilliseconds = options.idleMoveMilliseconds ?? 0;
  return async (chunk) => {
    const first = chunk.records[0];
    const last = chunk.records.at(-1);
    if (first === undefined || last === undefined) return { kind: 'done' };
    const partition = `${chunk.topic} ${chunk.partition}`;
    const begin = async (): Promise<Start> => {
      const start = await startOf(options, chunk, first.offset);
      const { assignment } = chunk;
      // Long ago: the first chunk of an assignment always moves the offset.
      places.set(partition, { assignment, readTo: start.readTo, movedAt: -Infinity });
      return start;
    };
    if (places.get(partition)?.assignment !== chunk.assignment) {
      const { offset } = await begin();
      if (offset < first.offset) return { kind: 'seek', offset };
    }
    const ready = await options.prepare(chunk);
    const { readTo, movedAt } = places.get(partition) ?? { readTo: 0n, movedAt: -Infinity };
    if (ready.length === 0 && clock() - movedAt < idleMoveMilliseconds) return { kind: 'done' };
    const written = await retryTransient(
      () => writeChunk(options, { chunk, ready, readTo, nextOffset: last.offset + 1n }),
      // A heartbeat that fails is remembered by the consumer, and ends this chunk there.
      { onRetry: () => void chunk.heartbeat().catch(() => undefined) },
    );
    if (written.kind === 'forgotten') return { kind: 'seek', offset: (await begin()).offset };
    const moved = { readTo: written.readTo, movedAt: clock() };
    places.set(partition, { assignment: chunk.assignment, ...moved });
    if (written.records > 0) options.onCommitted?.();
    return { kind: 'done' };
  };
};

interface Place {
  readonly assignment: string;
  /** The next offset as this reader saw it last in the database. */
  readonly readTo: bigint;
  /** When the offset was moved last, by the inbox's clock. */
  readonly movedAt: number;
}

interface Start {
  /** Where reading goes on: further than the database says if records are gone. */
  readonly offset: bigint;
  readonly readTo: bigint;
}

const startOf = async <Ready extends ReadyRecord>(
  options: InboxOptions<Ready>,
  chunk: Chunk,
  firstOffset: bigint,
): Promise<Start> => {
  const { topic, partition } = chunk;
  const place = { schema: options.schema, topic, partition };
  const next = await retryTransient(() =>
    options.database.transaction((transaction) => lockOffset(transaction, place)),
  );
  if (next > chunk.highWatermark) throw new LogTruncatedError(topic, partition);
  if (next >= firstOffset) return { offset: next, readTo: next };
  const offsets = await topicOffsets(options.kafka, topic);
  const earliest = offsets.find((each) => each.partition === partition)?.low ?? 0n;
  if (earliest <= next) return { offset: next, readTo: next };
  // A first reading may begin anywhere; a later one has missed what is gone.
  if (next > 0n) options.onExpired?.({ topic, partition, count: earliest - next });
  return { offset: earliest, readTo: next };
};

interface ReadyChunk<Ready> {
  readonly chunk: Chunk;
  readonly ready: readonly Ready[];
  readonly readTo: bigint;
  readonly nextOffset: bigint;
}

/**
 * What became of a chunk. `forgotten`: the database was put back to before what this reader has
 * committed (a failover to a replica that lagged, a restore), and has to be told again.
 */
type Written =
  | { readonly kind: 'written'; readonly records: number; readonly readTo: bigint }
  | { readonly kind: 'forgotten' };

const writeChunk = async <Ready extends ReadyRecord>(
  options: InboxOptions<Ready>,
  { chunk, ready, readTo, nextOffset }: ReadyChunk<Ready>,
): Promise<Written> =>
  await options.database.transaction(async (transaction) => {
    const place = { schema: options.schema, topic: chunk.topic, partition: chunk.partition };
    const next = await lockOffset(transaction, place);
    if (next < readTo) return { kind: 'forgotten' };
    const fresh = ready.filter((record) => record.offset >= next);
    if (fresh.length > 0) await options.write(transaction, fresh);
    if (nextOffset > next) await moveOffset(transaction, place, nextOffset);
    return {
      kind: 'written',
      records: fresh.length,
      readTo: nextOffset > next ? nextOffset : next,
    };
  });
