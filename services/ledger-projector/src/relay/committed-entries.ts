import type { CommittedChunk } from '../projection/project-chunk.ts';
import { columnsOf } from './entry-columns.ts';
import type { EntryColumns } from './entry-columns.ts';

/** The entries of a stretch of a partition's chain. */
export interface CommittedStretch extends Pick<
  CommittedChunk,
  'partitionId' | 'after' | 'through'
> {
  readonly entries: EntryColumns;
}

/**
 * What was committed lately and not relayed yet, so that the relay need not read it back. Bounded:
 * the oldest chunk goes when there are too many facts, and the database has it all the same.
 */
export class CommittedEntries {
  readonly #factsMax: number;
  /** In the order of their commits, which for one partition is that of its chain. */
  #chunks: CommittedStretch[] = [];
  #facts = 0;

  constructor(factsMax: number) {
    this.#factsMax = factsMax;
  }

  /** Called after the commit, never before. */
  add(chunk: CommittedChunk): void {
    const { partitionId, after, through } = chunk;
    this.#chunks.push({ partitionId, after, through, entries: columnsOf(chunk) });
    this.#facts += through - after;
    while (this.#facts > this.#factsMax) {
      this.#facts -= lengthOf(this.#chunks.shift());
    }
  }

  /** The chunk that follows the number in the partition's chain, or the next one after a gap. */
  next(partitionId: number, after: number): CommittedStretch | null {
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
    this.#facts = this.#chunks.reduce((sum, chunk) => sum + lengthOf(chunk), 0);
  }
}

/** Facts of a stretch. */
const lengthOf = (stretch: CommittedStretch | undefined): number =>
  stretch === undefined ? 0 : stretch.through - stretch.after;
