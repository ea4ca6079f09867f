import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { AllFindings, Findings } from './problem.ts';
import type { KnownDates } from './sql/balance-rows.ts';
import type { StoredPartition } from './sql/read-partitions-to-verify.ts';
import { nothingVerified } from './verify-partitions.ts';
import type { Verified } from './verify-partition.ts';

/** What a thread is given. */
export interface WorkerTask {
  readonly databaseUrl: string;
  readonly partitionIds: readonly number[];
  readonly dates: KnownDates | null;
}

/** What a thread says: how far it is, and at last what it found. */
export type WorkerMessage =
  | { readonly kind: 'progress'; readonly verified: Readonly<Verified> }
  | {
      readonly kind: 'found';
      readonly verified: Readonly<Verified>;
      readonly findings: AllFindings;
    };

export interface WorkersOptions {
  readonly databaseUrl: string;
  /** Threads at most; no more are started than there are partitions. */
  readonly workersMax: number;
  readonly partitions: readonly StoredPartition[];
  readonly dates: KnownDates | null;
  readonly findings: Findings;
  /** Set to the sum of what all threads have read. */
  readonly verified: Verified;
  readonly onProgress: () => void;
}

/** Old objects of one thread; it holds a page and the sums of a day. */
const OLD_MEGABYTES_MAX = 128;
const YOUNG_MEGABYTES_MAX = 24;

/** Verifies partitions in threads, because one core hashes slower than the server reads. */
export const verifyInWorkers = async (options: WorkersOptions): Promise<void> => {
  const tasks = share(options.partitions, options.workersMax);
  const parts: Readonly<Verified>[] = tasks.map(nothingVerified);
  const workers: Worker[] = [];
  try {
    const running = tasks.map(async (partitionIds, index) => {
      const { databaseUrl, dates, findings, verified, onProgress } = options;
      const worker = startWorker({ databaseUrl, partitionIds, dates });
      workers.push(worker);
      await resultOf(worker, (message) => {
        parts[index] = message.verified;
        Object.assign(verified, sumOf(parts));
        if (message.kind === 'found') {
          findings.addAll(message.findings);
        }
        onProgress();
      });
    });
    await Promise.all(running);
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
};

/** Shares partitions out: the longest chains first, each to whoever has the least. */
export const share = (
  partitions: readonly Pick<StoredPartition, 'partitionId' | 'chainNumber'>[],
  workersMax: number,
): number[][] => {
  const shares = Array.from({ length: Math.min(workersMax, partitions.length) }, () => ({
    partitionIds: [] as number[],
    facts: 0,
  }));
  for (const { partitionId, chainNumber } of partitions.toSorted(
    (one, other) => other.chainNumber - one.chainNumber,
  )) {
    const least = shares.toSorted((one, other) => one.facts - other.facts)[0];
    least?.partitionIds.push(partitionId);
    if (least !== undefined) {
      least.facts += chainNumber;
    }
  }
  return shares.map(({ partitionIds }) => partitionIds);
};

const startWorker = (workerData: WorkerTask): Worker =>
  new Worker(new URL('./verify-worker.ts', import.meta.url), {
    workerData,
    resourceLimits: {
      maxOldGenerationSizeMb: OLD_MEGABYTES_MAX,
      maxYoungGenerationSizeMb: YOUNG_MEGABYTES_MAX,
    },
  });

/** Waits for the end of a thread. Rejects with what it threw, or if it ended without a result. */
const resultOf = async (
  worker: Worker,
  onMessage: (message: WorkerMessage) => void,
): Promise<void> => {
  let hasFound = false;
  worker.on('message', (message: WorkerMessage) => {
    hasFound ||= message.kind === 'found';
    onMessage(message);
  });
  await once(worker, 'exit');
  if (!hasFound) {
    throw new Error('a thread of the verification ended before it was done');
  }
};

const sumOf = (parts: readonly Readonly<Verified>[]): Verified => {
  const sum = nothingVerified();
  for (const part of parts) {
    sum.facts += part.facts;
    sum.entries += part.entries;
    sum.postings += part.postings;
    sum.subjects += part.subjects;
    sum.pagesReadAgain += part.pagesReadAgain;
  }
  return sum;
};
