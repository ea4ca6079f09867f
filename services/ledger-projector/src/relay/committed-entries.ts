import type { CommittedChunk } from '../projection/project-chunk.ts';

/**
 * What was committed lately and not relayed yet, so that the relay need not read it back. Bounded:
 * the oldest chunk goes when there are too many facts, and the database has it all the same.
 */
export class CommittedEntries {
  readonly #factsMax: number;
  /** In the order of their commits, which for one partition is that of its chain. */
  #chunks: CommittedChunk[] = [];
  #facts = 0;

  constructor(factsMax: number) {
    this.#factsMax = factsMax;
  }

  /** Called after the commit, never before. */
  add(chunk: CommittedChunk): void {
    this.#chunks.push(chunk);
    this.#facts += chunk.facts.length;
    while (this.#facts > this.#factsMax) {
      this.#facts -= this.#chunks.shift()?.facts.length ?? 0;
    }
  }

  /** The chunk that follows the number in the partition's chain, or the next one after a gap. */
  next(partitionId: number, after: number): CommittedChunk | null {
    return (
      this.#chunks.find((chunk) => chunk.partitionId === partitionId && chunk.after >= after) ??
      null
    );
  }

  /** Forgets the chunks of a partition of which something was relayed. */
  forget(partitionId: number, relayed: number): void {
    this.#chunks = this.#chunks.filter(
      (chunk) => chunk.partitionId !== partitionId || chunk.after >= relayed,
    );
    this.#facts = this.#chunks.reduce((sum, { facts }) => sum + facts.length, 0);
  }
}
