/**
 * Reads the log from its beginning into an empty ledger, with the projector's own code, and compares
 * what came out with the ledger that the projectors keep.
 */
import type { Database } from '@riel/database';
import { clusterId as clusterIdOf, topicOffsets } from '@riel/kafka';
import type { Kafka } from '@riel/kafka';
import { LedgerError } from '../errors.ts';
import { AccountDirectory } from '../projection/accounts.ts';
import { bookedTopicsByName } from '../projection/booked-topics.ts';
import type { Projection } from '../projection/project-chunk.ts';
import { readPartitions } from '../projection/sql/read-partitions.ts';
import { TablesCache } from '../projection/tables-cache.ts';
import { readPartitionsToVerify } from '../verify/sql/read-partitions-to-verify.ts';
import { compareLedgers } from './compare-ledgers.ts';
import type { Difference } from './compare-ledgers.ts';
import { planStretches } from './plan-stretches.ts';
import { replayLog } from './replay-log.ts';
import type { Stretch } from './replay-log.ts';

export interface RebuildOptions {
  readonly kafka: Kafka;
  readonly codec: Projection['codec'];
  /** The ledger to compare with; it may go on being booked. */
  readonly source: Database;
  /** A ledger without a row, with the schema in place. */
  readonly target: Database;
  /** What stands before the names of the topics in this cluster, if they are copies. Default ''. */
  readonly topicPrefix?: string;
  /** Records per transaction. Default 2,000. */
  readonly chunkRecordsMax?: number;
  /** Chunks that are written at the same time. Default 3. */
  readonly chunksConcurrentlyMax?: number;
  readonly onProgress?: (progress: RebuildProgress) => void;
}

export interface RebuildProgress {
  readonly phase: 'reading' | 'comparing';
  /** Facts that were booked. */
  readonly facts: number;
  /** Records that there are to read, including those that will turn out to be repetitions. */
  readonly records: number;
  /** Rows that were compared. */
  readonly compared: number;
}

export interface RebuildReport {
  readonly facts: number;
  readonly readingMilliseconds: number;
  readonly comparedRows: number;
  /** Heads of the rebuilt chains. */
  readonly heads: readonly {
    readonly topic: string;
    readonly partition: number;
    readonly chainNumber: number;
    readonly chainHash: Buffer;
  }[];
  /** Empty if both ledgers are the same. */
  readonly differences: readonly Difference[];
}

/**
 * Rebuilds and compares. Throws LedgerError RIEL_REBUILD_TARGET if the target holds something,
 * RIEL_REBUILD_LOG if the log is not whole, and what booking throws.
 */
export const rebuildLedger = async (options: RebuildOptions): Promise<RebuildReport> => {
  const { source, target, onProgress } = options;
  await requireEmpty(target);
  const clusterId = await clusterIdOf(options.kafka);
  const projection: Projection = {
    database: target,
    codec: options.codec,
    tables: new TablesCache(),
    directory: new AccountDirectory(),
  };
  const progress = {
    phase: 'reading' as RebuildProgress['phase'],
    facts: 0,
    records: 0,
    compared: 0,
  };
  const onBooked = (facts: number): void => {
    progress.facts += facts;
    onProgress?.(progress);
  };
  const read = async (stretches: readonly Stretch[]): Promise<void> => {
    progress.records += stretches.reduce((sum, { from, to }) => sum + Number(to - from), 0);
    await replayLog({
      kafka: options.kafka,
      projection,
      clusterId,
      stretches,
      chunkRecordsMax: options.chunkRecordsMax ?? 2_000,
      chunksConcurrentlyMax: options.chunksConcurrentlyMax ?? 3,
      onBooked,
    });
  };
  const started = performance.now();
  await read(await stretchesOf(options, clusterId, source.kysely));
  const readingMilliseconds = performance.now() - started;
  const differences = await source.transaction(
    async (snapshot) => {
      // What the source has booked meanwhile; nothing more comes into this snapshot.
      await read(await stretchesOf(options, clusterId, snapshot));
      progress.phase = 'comparing';
      return compareLedgers({
        source: snapshot,
        rebuilt: target.kysely,
        onCompared: (rows) => {
          progress.compared += rows;
          onProgress?.(progress);
        },
      });
    },
    { isolationLevel: 'repeatable read', readOnly: true },
  );
  const heads = await readPartitionsToVerify(target.kysely);
  const { facts, compared: comparedRows } = progress;
  return { facts, readingMilliseconds, comparedRows, heads, differences };
};

const requireEmpty = async ({ kysely }: Database): Promise<void> => {
  if ((await readPartitionsToVerify(kysely)).length > 0) {
    throw new LedgerError('RIEL_REBUILD_TARGET', 'the database to rebuild into holds a ledger');
  }
};

const stretchesOf = async (
  { kafka, target, topicPrefix = '' }: RebuildOptions,
  clusterId: string,
  source: Database['kysely'],
): Promise<Stretch[]> => {
  const names = [...bookedTopicsByName.keys()];
  const extents = await Promise.all(
    names.map(async (name) => {
      const topic = `${topicPrefix}${name}`;
      return (await topicOffsets(kafka, topic)).map((extent) => ({ topic, ...extent }));
    }),
  );
  return planStretches({
    topics: bookedTopicsByName,
    topicPrefix,
    clusterId,
    extents: extents.flat(),
    source: await readPartitions(source, names),
    target: await readPartitions(target.kysely, names),
  });
};
