import type { Database } from '@riel/database';
import type { Findings } from './problem.ts';
import { readAccountNames } from './sql/balance-rows.ts';
import type { KnownDates } from './sql/balance-rows.ts';
import { readPartitionsToVerify } from './sql/read-partitions-to-verify.ts';
import { verifyPartition } from './verify-partition.ts';
import type { Verified } from './verify-partition.ts';

export interface PartitionsToVerify {
  readonly database: Database;
  readonly partitionIds: readonly number[];
  readonly dates: KnownDates | null;
  /** Partitions that are read at the same time, each over a connection of its own. */
  readonly concurrentlyMax: number;
  readonly findings: Findings;
  /** Counted up as rows are read. */
  readonly verified: Verified;
  readonly onProgress: () => void;
}

/** A transaction in which nothing changes while it is read. */
export const snapshot = { isolationLevel: 'repeatable read', readOnly: true } as const;

export const nothingVerified = (): Verified => ({
  facts: 0,
  entries: 0,
  postings: 0,
  subjects: 0,
  pagesReadAgain: 0,
});

/** Verifies partitions, each in one snapshot, in this thread. */
export const verifyPartitions = async (options: PartitionsToVerify): Promise<void> => {
  const waiting = [...options.partitionIds];
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      await verifyInSnapshot(options, next);
    }
  };
  await allOf(Array.from({ length: options.concurrentlyMax }, work));
};

/** Waits for all, so that none goes on after the first error is thrown. */
const allOf = async (running: readonly Promise<void>[]): Promise<void> => {
  const outcomes = await Promise.allSettled(running);
  const failed = outcomes.find(({ status }) => status === 'rejected');
  if (failed?.status === 'rejected') {
    throw failed.reason;
  }
};

const verifyInSnapshot = async (
  { database, ...options }: PartitionsToVerify,
  partitionId: number,
): Promise<void> =>
  database.transaction(async (executor) => {
    // Read again: what was booked since belongs to this snapshot.
    const partition = (await readPartitionsToVerify(executor)).find(
      (one) => one.partitionId === partitionId,
    );
    if (partition !== undefined) {
      const accounts = await readAccountNames(executor);
      await verifyPartition({ executor, partition, accounts, ...options });
    }
  }, snapshot);
