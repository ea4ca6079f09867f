import { createCodec } from '@riel/avro';
import { connect } from '@riel/database';
import type { Database } from '@riel/database';
import { TRANSFERS_TOPIC } from '@riel/schemas';
import { schema } from '../../migrations/index.ts';
import { genesisHash } from '../proof/chain.ts';
import { AccountDirectory } from '../projection/accounts.ts';
import { bookedEventNames, bookedTopicsByName } from '../projection/booked-topics.ts';
import type { ChunkPlan } from '../projection/chunk-draft.ts';
import type { Partition } from '../projection/partition.ts';
import { planChunk } from '../projection/plan-chunk.ts';
import { readRecord } from '../projection/read-record.ts';
import type { ReadRecord } from '../projection/read-record.ts';
import { findKnownEvents } from '../projection/sql/find-known-events.ts';
import { loadSubjects } from '../projection/sql/load-subjects.ts';
import { movePartition } from '../projection/sql/move-partition.ts';
import { openPartition } from '../projection/sql/open-partition.ts';
import { lockPartition } from '../projection/sql/read-partition.ts';
import { writePlan } from '../projection/write-plan.ts';
import type { WorkloadRecord } from './workload.ts';

interface BareChunk {
  readonly plan: ChunkPlan;
  readonly moved: Partition;
  readonly eventIds: readonly string[];
  /** Those that the projector would not remember: subjects that are new. */
  readonly subjectKeys: readonly string[];
}

export interface BareWrites {
  readonly events: number;
  readonly postings: number;
  /** Writes everything that was planned; milliseconds. */
  run(writers: number): Promise<number>;
  close(): Promise<void>;
}

export interface BareWritesOptions {
  readonly databaseUrl: string;
  readonly schemaRegistryUrl: string;
  /** Records by partition, each partition beginning with a marker. */
  readonly logs: readonly (readonly WorkloadRecord[])[];
  readonly chunkRecordsMax: number;
}

/**
 * The bare set-based SQL of a workload, for benchmarks: the rows are decided beforehand, and what is
 * measured is one transaction per chunk with the statements of the projector and nothing else. No
 * broker, no decoding, no rules, no hashes.
 */
export const prepareBareWrites = async (options: BareWritesOptions): Promise<BareWrites> => {
  const codec = await createCodec({
    registryUrl: options.schemaRegistryUrl,
    writes: [],
    reads: bookedEventNames,
  });
  const topicEvents = bookedTopicsByName.get(TRANSFERS_TOPIC)?.topicEvents ?? new Set();
  const partitions: BareChunk[][] = [];
  for (const [partition, log] of options.logs.entries()) {
    await codec.prepare(log.map(({ value }) => value));
    const records = log.map(({ value }, offset) =>
      readRecord(
        { offset: BigInt(offset), value, traceparent: null },
        codec.decode(value),
        topicEvents,
      ),
    );
    partitions.push(chunksOf(records, partition, options.chunkRecordsMax));
  }
  const plans = partitions.flat().map(({ plan }) => plan);
  const database = await connect({
    url: options.databaseUrl,
    schema,
    applicationName: 'riel-bench-bare',
    statementTimeoutMilliseconds: 0,
  });
  return {
    events: plans.reduce((sum, { facts }) => sum + facts.length, 0),
    postings: plans.reduce((sum, { postings }) => sum + postings.length, 0),
    run: (writers) => write(database, partitions, writers),
    close: () => database.close(),
  };
};

const placeOf = (partition: number) => ({
  topic: TRANSFERS_TOPIC,
  partition,
  partitionId: bookedTopicsByName.get(TRANSFERS_TOPIC)?.partitionId(partition) ?? 0,
});

const chunksOf = (
  records: readonly ReadRecord[],
  number: number,
  chunkRecordsMax: number,
): BareChunk[] => {
  let partition: Partition = {
    ...placeOf(number),
    clusterId: 'bench',
    nextOffset: 0n,
    lastOffset: null,
    lastRecordDigest: null,
    chain: { number: 0, hash: genesisHash(TRANSFERS_TOPIC, number), knownAt: null },
    inForce: { markerNumber: 0, tablesNumber: null, closedThrough: null },
  };
  let tables: ChunkPlan['tables'] = null;
  const subjects = new Map<string, string>();
  const chunks: BareChunk[] = [];
  for (let from = 0; from < records.length; from += chunkRecordsMax) {
    const chunk = records.slice(from, from + chunkRecordsMax);
    const known = new Map();
    const subjectKeys = new Set(
      chunk.flatMap((record) => (record.kind === 'fact' ? [record.subjectKey] : [])),
    ).difference(new Set(subjects.keys()));
    const plan = planChunk({ partition, tables, records: chunk, known, subjects, monthSums: [] });
    for (const { subjectKey, encoded } of plan.subjects) {
      subjects.set(subjectKey, encoded);
    }
    const lastOffset = BigInt(from + chunk.length - 1);
    partition = {
      ...partition,
      nextOffset: lastOffset + 1n,
      lastOffset,
      lastRecordDigest: Buffer.alloc(32),
      chain: plan.chain,
      inForce: plan.inForce,
    };
    ({ tables } = plan);
    chunks.push({
      plan,
      moved: partition,
      eventIds: chunk.map(({ eventId }) => eventId),
      subjectKeys: [...subjectKeys],
    });
  }
  return chunks;
};

const write = async (
  database: Database,
  partitions: readonly (readonly BareChunk[])[],
  writers: number,
): Promise<number> => {
  for (const partition of partitions.keys()) {
    await openPartition(database.kysely, { ...placeOf(partition), clusterId: 'bench' });
  }
  const directory = new AccountDirectory();
  const waiting = [...partitions];
  const started = performance.now();
  const work = async (): Promise<void> => {
    for (let chunks = waiting.shift(); chunks !== undefined; chunks = waiting.shift()) {
      for (const chunk of chunks) {
        await writeChunk(database, chunk, directory);
      }
    }
  };
  await Promise.all(Array.from({ length: writers }, work));
  return performance.now() - started;
};

const writeChunk = async (
  database: Database,
  { plan, moved, eventIds, subjectKeys }: BareChunk,
  directory: AccountDirectory,
): Promise<void> => {
  const { partitionId } = moved;
  const added = await database.transaction(async (transaction) => {
    await lockPartition(transaction, partitionId);
    await findKnownEvents(transaction, partitionId, eventIds);
    await loadSubjects(transaction, partitionId, subjectKeys);
    const accounts = await writePlan(transaction, plan, { partitionId, directory });
    await movePartition(transaction, moved);
    return accounts;
  });
  directory.learn(added);
};
