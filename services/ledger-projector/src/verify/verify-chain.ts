import type { Executor } from '@riel/database';
import { chainNumberOf, factIdOf } from '../projection/fact-id.ts';
import type { AccountBytes } from './account-bytes.ts';
import type { BookedSums } from './booked-sums.ts';
import { ChainWalk } from './chain-walk.ts';
import { groupLinks } from './group-links.ts';
import type { Findings } from './problem.ts';
import { readLinks } from './read-links.ts';
import type { AccountNames } from './read-links.ts';
import { scanPage } from './scan-page.ts';
import { lastNumber } from './sql/read-fact.ts';
import type { FactRange } from './sql/read-page.ts';
import type { StoredPartition } from './sql/read-partitions-to-verify.ts';
import { readRawPage } from './sql/read-raw-page.ts';
import type { RawPage } from './sql/read-raw-page.ts';

/** A part of a chain by the numbers of its links, both included. */
export interface ChainRange {
  readonly first: number;
  readonly last: number;
}

export interface ChainToVerify {
  readonly executor: Executor;
  readonly partition: StoredPartition;
  readonly accounts: AccountNames;
  readonly bytesOfAccounts: ReadonlyMap<number, AccountBytes>;
  /** Null for the whole chain, and whatever stands behind its head. */
  readonly range: ChainRange | null;
  readonly findings: Findings;
  readonly factsPerPage: number;
  /** Gets each link, in order. */
  readonly sums: BookedSums;
  /** Told of each page, and whether it had to be read again. */
  readonly onPage: (isReadAgain: boolean) => void;
}

/**
 * Recomputes every link of a chain from what is stored. Each link is judged by the stored hash of
 * the one before, so that one change is one finding and not a finding per later link.
 *
 * A page is scanned as bytes, while the server makes the next one. Where anything is odd it is read
 * again, link by link, to say what.
 */
export const verifyChain = async (chain: ChainToVerify): Promise<void> => {
  const { executor, partition, range, sums } = chain;
  const first = range?.first ?? 1;
  // Rows may stand behind the head, where they do not belong.
  const end =
    range?.last ??
    Math.max(partition.chainNumber, await lastNumber(executor, partition.partitionId));
  const walk = new ChainWalk(chain, first);
  await walk.start();
  for await (const { facts, page } of pagesOf(chain, { first, end })) {
    const scanned = scanPage({
      page,
      state: walk.state,
      head: partition.chainNumber,
      isFromStart: range === null,
      accounts: chain.accounts,
      bytesOfAccounts: chain.bytesOfAccounts,
    });
    if (scanned === null) {
      await examine(chain, walk, facts);
    } else {
      await sums.addScanned(scanned, page.postings ?? Buffer.alloc(0));
    }
    chain.onPage(scanned === null);
  }
  walk.end(Math.min(end, range?.last ?? partition.chainNumber));
};

interface PageOfChain {
  readonly facts: FactRange;
  readonly page: RawPage;
}

/** Reads pages one ahead, so that server and program work at the same time. */
const pagesOf = async function* (
  { executor, partition, factsPerPage }: ChainToVerify,
  { first, end }: { readonly first: number; readonly end: number },
): AsyncGenerator<PageOfChain> {
  const read = (after: number): Promise<PageOfChain> | null => {
    if (after >= end) {
      return null;
    }
    const facts = {
      after: factIdOf(partition.partitionId, after),
      through: factIdOf(partition.partitionId, Math.min(after + factsPerPage, end)),
    };
    const reading = readRawPage(executor, facts).then((page) => ({ facts, page }));
    // Whoever waits for it is told; until then it must not count as unhandled.
    reading.catch(() => undefined);
    return reading;
  };
  let ahead = read(first - 1);
  for (let after = first - 1; ahead !== null; after += factsPerPage) {
    const page = await ahead;
    ahead = read(after + factsPerPage);
    yield page;
  }
};

/** Reads a range link by link, and says what is wrong with each. */
const examine = async (chain: ChainToVerify, walk: ChainWalk, facts: FactRange): Promise<void> => {
  const { links, strays } = groupLinks(await readLinks(chain.executor, facts, chain.accounts));
  for (const { table, factId } of strays) {
    const detail = `a row of ${table} belongs to no fact`;
    chain.findings.add('row-stray', walk.placeOf(chainNumberOf(factId)), detail);
  }
  for (const link of links) {
    walk.visit(link);
    await chain.sums.addLink(link);
  }
};
