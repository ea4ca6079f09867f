import type { Executor } from '@riel/database';
import { chainNumberOf, factIdOf } from '../projection/fact-id.ts';
import { genesisHash, linkHash } from '../proof/chain.ts';
import { groupLinks } from './group-links.ts';
import type { StoredLink } from './group-links.ts';
import type { Findings } from './problem.ts';
import { readLinks } from './read-links.ts';
import type { AccountNames } from './read-links.ts';
import type { StoredPartition } from './sql/read-partitions-to-verify.ts';
import { hashOfFact, lastNumber } from './sql/read-fact.ts';

/** A part of a chain by the numbers of its links, both included. */
export interface ChainRange {
  readonly first: number;
  readonly last: number;
}

export interface ChainToVerify {
  readonly executor: Executor;
  readonly partition: StoredPartition;
  readonly accounts: AccountNames;
  /** Null for the whole chain, and whatever stands behind its head. */
  readonly range: ChainRange | null;
  readonly findings: Findings;
  readonly factsPerPage: number;
  /** Told of each link, in order. */
  readonly onLink: (link: StoredLink) => Promise<void> | undefined;
  readonly onPage: (links: readonly StoredLink[]) => void;
}

/**
 * Recomputes every link of a chain from what is stored. Each link is judged by the stored hash of
 * the one before, so that one change is one finding and not a finding per later link.
 */
export const verifyChain = async (chain: ChainToVerify): Promise<void> => {
  const { partition, range, findings, factsPerPage } = chain;
  const { partitionId } = partition;
  const first = range?.first ?? 1;
  // Rows may stand behind the head, where they do not belong.
  const end =
    range?.last ?? Math.max(partition.chainNumber, await lastNumber(chain.executor, partitionId));
  const walk = new ChainWalk(chain, first);
  await walk.start();
  for (let after = first - 1; after < end; after += factsPerPage) {
    const through = Math.min(after + factsPerPage, end);
    const page = await readLinks(
      chain.executor,
      { after: factIdOf(partitionId, after), through: factIdOf(partitionId, through) },
      chain.accounts,
    );
    const { links, strays } = groupLinks(page);
    for (const { table, factId } of strays) {
      const detail = `a row of ${table} belongs to no fact`;
      findings.add('row-stray', walk.placeOf(chainNumberOf(factId)), detail);
    }
    for (const link of links) {
      walk.visit(link);
      const waiting = chain.onLink(link);
      // Nearly always there is nothing to wait for, and a pause per link would cost a lot.
      if (waiting !== undefined) {
        await waiting;
      }
    }
    chain.onPage(links);
  }
  walk.end(Math.min(end, range?.last ?? partition.chainNumber));
};

/** Where a walk along a chain stands. */
class ChainWalk {
  readonly #chain: ChainToVerify;
  #next: number;
  /** Of the link before; null if that link is missing. */
  #previousHash: Buffer | null;
  #knownAt: number | null = null;
  #lastOffset = -1n;
  #lastHash: Buffer | null = null;

  constructor(chain: ChainToVerify, first: number) {
    this.#chain = chain;
    this.#next = first;
    const { topic, partition } = chain.partition;
    this.#previousHash = first === 1 ? genesisHash(topic, partition) : null;
    this.#lastHash = this.#previousHash;
  }

  /** Takes the hash before a range from its neighbour, which the range itself does not judge. */
  async start(): Promise<void> {
    if (this.#next > 1) {
      const { executor, partition } = this.#chain;
      const before = await hashOfFact(executor, factIdOf(partition.partitionId, this.#next - 1));
      this.#previousHash = before;
      this.#lastHash = before;
    }
  }

  placeOf(chainNumber: number) {
    const { topic, partition } = this.#chain.partition;
    return { topic, partition, chainNumber };
  }

  visit(link: StoredLink): void {
    const { fact } = link;
    const chainNumber = chainNumberOf(fact.factId);
    const place = this.placeOf(chainNumber);
    const { findings, partition } = this.#chain;
    if (chainNumber > partition.chainNumber) {
      findings.add('row-stray', place, `fact ${fact.eventId} stands behind the head of the chain`);
    }
    this.#missing(chainNumber);
    if (this.#previousHash !== null) {
      const hash = linkHash(this.#previousHash, { ...fact, chainNumber, ...contentOf(link) });
      if (!hash.equals(fact.chainHash)) {
        const detail = `fact ${fact.eventId} (${fact.eventName}) does not give its hash`;
        findings.add('link-broken', place, detail);
      }
    }
    for (const fault of link.faults) {
      const kind = fault.includes('balance') ? 'entry-unbalanced' : 'entry-not-whole';
      findings.add(kind, place, `fact ${fact.eventId}: ${fault}`);
    }
    this.#judgeOrder(link);
    this.#previousHash = fact.chainHash;
    this.#lastHash = fact.chainHash;
    this.#next = chainNumber + 1;
  }

  /** Judges the end: the chain reaches `last`, and the partition's row names it. */
  end(last: number): void {
    this.#missing(last + 1);
    const { partition, findings } = this.#chain;
    const isWhole = this.#next > partition.chainNumber;
    if (isWhole && this.#lastHash !== null && !this.#lastHash.equals(partition.chainHash)) {
      const detail = 'the head that the partition names is not the hash of its last link';
      findings.add('head-differs', this.placeOf(partition.chainNumber), detail);
    }
  }

  #missing(chainNumber: number): void {
    if (chainNumber > this.#next) {
      const through = chainNumber - 1;
      const detail =
        through === this.#next
          ? 'the link is not there'
          : `the links up to ${through} are not there`;
      this.#chain.findings.add('link-missing', this.placeOf(this.#next), detail);
      this.#previousHash = null;
      this.#lastHash = null;
      this.#next = chainNumber;
    }
  }

  #judgeOrder({ fact }: StoredLink): void {
    const place = this.placeOf(chainNumberOf(fact.factId));
    const { findings, range } = this.#chain;
    const earliest = latest(this.#knownAt, fact.recordedAt);
    // Inside a range the greatest time before it is not known.
    const isKnown = range === null || (fact.knownAt ?? 0) < (earliest ?? 0);
    if (isKnown && fact.knownAt !== earliest) {
      const detail = `the known time of fact ${fact.eventId} is not the greatest so far`;
      findings.add('known-time', place, detail);
    }
    this.#knownAt = latest(this.#knownAt, fact.knownAt);
    if (fact.logOffset <= this.#lastOffset) {
      const detail = `fact ${fact.eventId} claims an offset of the log before its predecessor's`;
      findings.add('log-order', place, detail);
    }
    this.#lastOffset = fact.logOffset;
  }
}

const contentOf = ({ entries, marks, closing }: StoredLink) =>
  closing === undefined ? { entries, marks } : { entries, marks, closing };

const latest = (one: number | null, other: number | null): number | null =>
  one === null || (other !== null && other > one) ? other : one;
