import type { Executor } from '@riel/database';
import { chainNumberOf, factIdOf } from '../projection/fact-id.ts';
import { genesisHash, linkHash } from '../proof/chain.ts';
import type { ChainState } from './chain-state.ts';
import type { StoredLink } from './group-links.ts';
import type { Findings, LinkPlace } from './problem.ts';
import { hashOfFact } from './sql/read-fact.ts';
import type { StoredPartition } from './sql/read-partitions-to-verify.ts';
import type { ChainRange } from './verify-chain.ts';

export interface WalkOptions {
  readonly executor: Executor;
  readonly partition: StoredPartition;
  readonly range: ChainRange | null;
  readonly findings: Findings;
}

/** A walk along a chain that says what is wrong with each link. */
export class ChainWalk {
  readonly #options: WalkOptions;
  /** Moved by whoever judges the next links. */
  readonly state: ChainState;

  constructor(options: WalkOptions, first: number) {
    this.#options = options;
    const { topic, partition } = options.partition;
    const previousHash = first === 1 ? genesisHash(topic, partition) : null;
    this.state = { next: first, previousHash, knownAt: null, lastOffset: -1n };
  }

  /** Takes the hash before a range from its neighbour, which the range itself does not judge. */
  async start(): Promise<void> {
    const { next } = this.state;
    if (next > 1) {
      const { executor, partition } = this.#options;
      this.state.previousHash = await hashOfFact(
        executor,
        factIdOf(partition.partitionId, next - 1),
      );
    }
  }

  placeOf(chainNumber: number): LinkPlace {
    const { topic, partition } = this.#options.partition;
    return { topic, partition, chainNumber };
  }

  visit(link: StoredLink): void {
    const { fact } = link;
    const chainNumber = chainNumberOf(fact.factId);
    const place = this.placeOf(chainNumber);
    const { findings, partition } = this.#options;
    if (chainNumber > partition.chainNumber) {
      findings.add('row-stray', place, `fact ${fact.eventId} stands behind the head of the chain`);
    }
    this.#missing(chainNumber);
    if (this.state.previousHash !== null) {
      const hash = linkHash(this.state.previousHash, { ...fact, chainNumber, ...contentOf(link) });
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
    this.state.previousHash = fact.chainHash;
    this.state.next = chainNumber + 1;
  }

  /** Judges the end: the chain reaches `last`, and the partition's row names it. */
  end(last: number): void {
    this.#missing(last + 1);
    const { partition, findings } = this.#options;
    const isWhole = this.state.next > partition.chainNumber;
    if (
      isWhole &&
      this.state.previousHash !== null &&
      !this.state.previousHash.equals(partition.chainHash)
    ) {
      const detail = 'the head that the partition names is not the hash of its last link';
      findings.add('head-differs', this.placeOf(partition.chainNumber), detail);
    }
  }

  #missing(chainNumber: number): void {
    if (chainNumber > this.state.next) {
      const through = chainNumber - 1;
      const detail =
        through === this.state.next
          ? 'the link is not there'
          : `the links up to ${through} are not there`;
      this.#options.findings.add('link-missing', this.placeOf(this.state.next), detail);
      this.state.previousHash = null;
      this.state.next = chainNumber;
    }
  }

  #judgeOrder({ fact }: StoredLink): void {
    const place = this.placeOf(chainNumberOf(fact.factId));
    const { findings, range } = this.#options;
    const earliest = latest(this.state.knownAt, fact.recordedAt);
    // Inside a range the greatest time before it is not known.
    const isKnown = range === null || (fact.knownAt ?? 0) < (earliest ?? 0);
    if (isKnown && fact.knownAt !== earliest) {
      const detail = `the known time of fact ${fact.eventId} is not the greatest so far`;
      findings.add('known-time', place, detail);
    }
    this.state.knownAt = latest(this.state.knownAt, fact.knownAt);
    if (fact.logOffset <= this.state.lastOffset) {
      const detail = `fact ${fact.eventId} claims an offset of the log before its predecessor's`;
      findings.add('log-order', place, detail);
    }
    this.state.lastOffset = fact.logOffset;
  }
}

const contentOf = ({ entries, marks, closing }: StoredLink) =>
  closing === undefined ? { entries, marks } : { entries, marks, closing };

const latest = (one: number | null, other: number | null): number | null =>
  one === null || (other !== null && other > one) ? other : one;
