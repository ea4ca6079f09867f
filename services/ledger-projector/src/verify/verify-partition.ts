import type { Executor } from '@riel/database';
import { chainNumberOf } from '../projection/fact-id.ts';
import { accountBytesOf } from './account-bytes.ts';
import { BalanceCheck } from './balance-check.ts';
import { BookedSums } from './booked-sums.ts';
import { Fingerprint, FingerprintKey } from './fingerprint.ts';
import { locatePositionFaults } from './locate-position-faults.ts';
import type { Findings } from './problem.ts';
import { rangeOfDates } from './range-of-dates.ts';
import type { AccountNames } from './read-links.ts';
import { findOddClosings, openBalances, readClearing } from './sql/balance-rows.ts';
import type { KnownDates } from './sql/balance-rows.ts';
import { countSetAside } from './sql/find-strays.ts';
import { locateFactFaults } from './sql/locate-subject-faults.ts';
import type { StoredPartition } from './sql/read-partitions-to-verify.ts';
import { verifyChain } from './verify-chain.ts';
import { verifySubjects } from './verify-subjects.ts';
import type { InClearing } from './verify-subjects.ts';

/** How much was read. */
export interface Verified {
  facts: number;
  entries: number;
  postings: number;
  subjects: number;
  /** Pages in which something was odd, so that they were read again link by link. */
  pagesReadAgain: number;
}

export interface PartitionToVerify {
  /** One snapshot: whoever books meanwhile does not disturb. */
  readonly executor: Executor;
  readonly partition: StoredPartition;
  readonly accounts: AccountNames;
  /** Null for the whole chain, with its subjects. */
  readonly dates: KnownDates | null;
  readonly findings: Findings;
  /** Facts that are read at a time. Default 4,000. */
  readonly factsPerPage?: number;
  /** Counted up as rows are read. */
  readonly verified: Verified;
  readonly onProgress: () => void;
}

const FACTS_PER_PAGE = 4_000;
const SUBJECTS_PER_PAGE = 1_000;
const FAULTS_MAX = 20;

/** Verifies one partition: chain, entries and balances, and over the whole chain its subjects. */
export const verifyPartition = async (options: PartitionToVerify): Promise<void> => {
  const { executor, partition, accounts, dates, findings, verified } = options;
  const { partitionId } = partition;
  const place = `${partition.topic}, partition ${partition.partition}`;
  const balances = new BalanceCheck({
    stored: await openBalances(executor, { partitionId, dates }),
    accounts,
    findings,
    place,
  });
  const key = new FingerprintKey();
  const booked = new Fingerprint(key);
  const bytesOfAccounts = accountBytesOf(accounts);
  const sums = new BookedSums({
    balances,
    booked: dates === null ? booked : null,
    accounts: bytesOfAccounts,
    verified,
  });
  await verifyChain({
    executor,
    partition,
    accounts,
    bytesOfAccounts,
    findings,
    range: dates === null ? null : await rangeOfDates(executor, partition, dates),
    factsPerPage: options.factsPerPage ?? FACTS_PER_PAGE,
    sums,
    onPage: (isReadAgain) => {
      verified.pagesReadAgain += isReadAgain ? 1 : 0;
      options.onProgress();
    },
  });
  await balances.end();
  if (dates === null) {
    await verifySetAside(options, sums.setAside);
    for (const { period, account } of await findOddClosings(executor, partitionId)) {
      const detail = `the closing sum of ${account} for ${period} is not that of its balances`;
      findings.add('closing', null, `${place}: ${detail}`);
    }
    await verifyClaims(options, { place, booked, claimed: new Fingerprint(key) });
  }
};

const verifySetAside = async (
  { executor, partition, findings }: PartitionToVerify,
  chained: number,
): Promise<void> => {
  const { count, odd } = await countSetAside(executor, partition.partitionId);
  if (count !== chained || odd > 0) {
    const { topic, partition: number } = partition;
    const detail = `${topic}, partition ${number}: ${count} records are listed as set aside`;
    findings.add('set-aside', null, `${detail}, the chain has ${chained}`);
  }
};

interface Claims {
  readonly place: string;
  readonly booked: Fingerprint;
  readonly claimed: Fingerprint;
}

/** Compares what subjects claim with what is booked, and finds the culprits if they differ. */
const verifyClaims = async (
  options: PartitionToVerify,
  { place, booked, claimed }: Claims,
): Promise<void> => {
  const { executor, partition, findings, verified, onProgress } = options;
  const { partitionId } = partition;
  const inClearing = await verifySubjects({
    executor,
    partitionId,
    place,
    findings,
    subjectsPerPage: SUBJECTS_PER_PAGE,
    claimed,
    onPage: (subjects) => {
      verified.subjects += subjects;
      onProgress();
    },
  });
  if (!booked.hasSameFacts(claimed)) {
    for (const fault of await locateFactFaults(executor, partitionId)) {
      const { topic, partition: number } = partition;
      const link = { topic, partition: number, chainNumber: chainNumberOf(fault.fact_id) };
      findings.add('subject-facts', link, `subject ${fault.subject_key} ${fault.what}`);
    }
  }
  if (!booked.hasSameAmounts(claimed)) {
    const limits = { subjectsPerPage: SUBJECTS_PER_PAGE, faultsMax: FAULTS_MAX };
    const keys = await locatePositionFaults({ executor, partitionId, ...limits });
    for (const key of keys) {
      const detail = `subject ${key} does not stand where its postings have put it`;
      findings.add('subject-position', null, `${place}: ${detail}`);
    }
    if (keys.length === 0) {
      findings.add('subject-position', null, `${place}: postings belong to no subject`);
    }
  }
  await verifyClearing(options, { place, inClearing });
};

/** Invariant 3: each clearing account holds the sum of what is in flight there. */
const verifyClearing = async (
  { executor, partition, findings }: PartitionToVerify,
  { place, inClearing }: { readonly place: string; readonly inClearing: InClearing },
): Promise<void> => {
  const balances = new Map(
    (await readClearing(executor, partition.partitionId)).map(({ account, balance }) => [
      account,
      balance,
    ]),
  );
  for (const account of new Set([...balances.keys(), ...inClearing.keys()])) {
    const [holds, inFlight] = [balances.get(account) ?? 0n, inClearing.get(account) ?? 0n];
    if (holds !== inFlight) {
      const detail = `${account} holds ${holds}, transfers in flight have ${inFlight} there`;
      findings.add('clearing', null, `${place}: ${detail}`);
    }
  }
};
