/**
 * Proves a ledger from what is stored: no secret is needed, nothing is written, and nobody has to
 * stop. Each partition is read in one snapshot, from its first link to its head.
 */
import type { Database } from '@riel/database';
import { parseAnchorLine } from '../anchors/anchor-line.ts';
import type { Anchor } from '../anchors/anchor.ts';
import { keptAnchorLines } from '../anchors/read-anchors.ts';
import { Findings } from './problem.ts';
import type { Problem } from './problem.ts';
import { findTrialDifferences } from './sql/balance-rows.ts';
import type { KnownDates } from './sql/balance-rows.ts';
import { findOddTables, findStrays } from './sql/find-strays.ts';
import { readPartitionsToVerify } from './sql/read-partitions-to-verify.ts';
import { verifyAnchors } from './verify-anchors.ts';
import type { AnchorsToVerify } from './verify-anchors.ts';
import { verifyGuards } from './verify-guards.ts';
import { verifyInWorkers } from './verify-in-workers.ts';
import type { Verified } from './verify-partition.ts';
import { nothingVerified, snapshot, verifyPartitions } from './verify-partitions.ts';

export interface VerifyOptions {
  /**
   * With at least `partitionsConcurrentlyMax` + 1 connections and no statement time-out, as the
   * owner of the schema or a superuser.
   */
  readonly database: Database;
  /** Known dates in America/Bogota to verify; null for everything, subjects included. */
  readonly dates: KnownDates | null;
  /** Signed heads from outside of the database; without them those that the database keeps. */
  readonly anchors?: AnchorsToVerify['anchors'];
  /** Keys that must have signed the anchors; null to believe the key that each brings along. */
  readonly keys?: AnchorsToVerify['keys'];
  /** Partitions that are read at the same time. Default 4. */
  readonly partitionsConcurrentlyMax?: number;
  /** Threads to read a large ledger in, each over connections of its own; absent for none. */
  readonly workers?: {
    readonly databaseUrl: string;
    readonly workersMax: number;
    /** Facts from which on threads are worth their start. Default 300,000. */
    readonly factsMin?: number;
  };
  readonly onProgress?: (progress: Progress) => void;
}

export interface Progress extends Readonly<Verified> {
  /** Facts that there are in all; a little more than will be read if dates are given. */
  readonly factsTotal: number;
}

export interface VerifyReport extends Readonly<Verified> {
  readonly partitions: number;
  readonly anchors: number;
  /** The first of each kind; `problemsCount` counts all. Empty for a ledger that holds. */
  readonly problems: readonly Problem[];
  readonly problemsCount: number;
  /** The first link of each chain that does not hold. */
  readonly firstBrokenLinks: readonly Problem[];
}

/** Below it one thread is done before several have started and warmed up. */
const FACTS_FOR_WORKERS = 300_000;

/** Verifies a ledger. Throws only what the database throws; whatever is wrong with it is reported. */
export const verifyLedger = async (options: VerifyOptions): Promise<VerifyReport> => {
  const { database, onProgress } = options;
  const { kysely } = database;
  const findings = new Findings();
  await verifyGuards(kysely, findings);
  const partitions = await readPartitionsToVerify(kysely);
  const verified = nothingVerified();
  const factsTotal = partitions.reduce((sum, { chainNumber }) => sum + chainNumber, 0);
  const sinks = {
    findings,
    verified,
    onProgress: () => onProgress?.({ ...verified, factsTotal }),
  };
  const { dates, workers } = options;
  if (workers !== undefined && factsTotal >= (workers.factsMin ?? FACTS_FOR_WORKERS)) {
    await verifyInWorkers({ ...workers, partitions, dates, ...sinks });
  } else {
    const partitionIds = partitions.map(({ partitionId }) => partitionId);
    const concurrentlyMax = options.partitionsConcurrentlyMax ?? 4;
    await verifyPartitions({ database, partitionIds, dates, concurrentlyMax, ...sinks });
  }
  await verifyShared(options, findings);
  const anchors = await verifyAnchors(
    kysely,
    { anchors: options.anchors ?? keptAnchors(database, findings), keys: options.keys ?? null },
    findings,
  );
  return {
    ...verified,
    partitions: partitions.length,
    anchors,
    problems: findings.problems,
    problemsCount: findings.count,
    firstBrokenLinks: findings.firstBrokenLinks,
  };
};

const keptAnchors = async function* (
  { kysely }: Database,
  findings: Findings,
): AsyncGenerator<Anchor> {
  for await (const line of keptAnchorLines(kysely)) {
    try {
      yield parseAnchorLine(line);
    } catch {
      findings.add('anchor-signature', null, 'an anchor that the database keeps cannot be read');
    }
  }
};

/** What belongs to no single partition. */
const verifyShared = ({ database }: VerifyOptions, findings: Findings): Promise<void> =>
  database.transaction(async (executor) => {
    for (const { currency, difference } of await findTrialDifferences(executor)) {
      const detail = `all balances in ${currency} sum to ${difference}, not 0`;
      findings.add('trial-balance', null, detail);
    }
    const partitions = await readPartitionsToVerify(executor);
    const partitionIds = partitions.map(({ partitionId }) => partitionId);
    for (const { table, count } of await findStrays(executor, partitionIds)) {
      findings.add('row-stray', null, `${count} rows of ${table} belong to no partition`);
    }
    for (const markerNumber of await findOddTables(executor)) {
      const detail = `the tables of marker ${markerNumber} are not those that the log brought`;
      findings.add('tables-content', null, detail);
    }
  }, snapshot);
