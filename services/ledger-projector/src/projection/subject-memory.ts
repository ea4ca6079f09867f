import type { Partition } from './partition.ts';
import type { SubjectRow } from './subject-row.ts';

/** Subjects of a partition by their keys, as `@riel/books` writes them. */
export type KnownSubjects = ReadonlyMap<string, string>;

interface Remembered {
  /** Hash of the chain's head to which the subjects belong. */
  head: Buffer;
  /** The least recently kept first. */
  readonly subjects: Map<string, string>;
}

const nothing: KnownSubjects = new Map();

/**
 * Subjects that this process has booked lately and that are not final, so that their next facts need
 * not read them. They are kept as text: one object each, which costs the garbage collector a tenth
 * of what their facts would. They count only while the head of the chain, as the transaction has
 * locked it, is the one that this process has left: the hash covers all that was ever booked in the
 * partition, so the same head means the same subjects, and whatever another instance or a restored
 * database did in between is another head. Bounded: those of the partition that was quiet longest go
 * first.
 */
export class SubjectMemory {
  readonly #subjectsMax: number;
  /** The least recently kept partition first. */
  readonly #partitions = new Map<number, Remembered>();
  #size = 0;

  constructor(subjectsMax: number) {
    this.#subjectsMax = subjectsMax;
  }

  /**
   * Which of the subjects are known at the partition's head; none if the head is not ours. A copy: what
   * a chunk was told must stay while it waits for the rest, although chunks of other partitions make
   * this memory forget it meanwhile.
   */
  at({ partitionId, chain }: Partition, keys: Iterable<string>): KnownSubjects {
    const remembered = this.#partitions.get(partitionId);
    if (remembered?.head.equals(chain.hash) !== true) {
      return nothing;
    }
    const known = new Map<string, string>();
    for (const key of keys) {
      const encoded = remembered.subjects.get(key);
      if (encoded !== undefined) {
        known.set(key, encoded);
      }
    }
    return known;
  }

  /**
   * Takes over the subjects that a committed chunk has written, and forgets those that are final.
   * Never called before the commit.
   */
  keep(
    before: Partition,
    after: Partition,
    subjects: readonly Pick<SubjectRow, 'subjectKey' | 'encoded' | 'isFinal'>[],
  ): void {
    const { partitionId } = before;
    let remembered = this.#partitions.get(partitionId);
    this.#partitions.delete(partitionId);
    if (remembered?.head.equals(before.chain.hash) !== true) {
      this.#size -= remembered?.subjects.size ?? 0;
      remembered = { head: after.chain.hash, subjects: new Map() };
    }
    remembered.head = after.chain.hash;
    this.#partitions.set(partitionId, remembered);
    this.#size -= remembered.subjects.size;
    for (const { subjectKey, encoded, isFinal } of subjects) {
      remembered.subjects.delete(subjectKey);
      if (!isFinal) {
        remembered.subjects.set(subjectKey, encoded);
      }
    }
    this.#size += remembered.subjects.size;
    this.#shrink();
  }

  #shrink(): void {
    for (const { subjects } of this.#partitions.values()) {
      for (const key of subjects.keys()) {
        if (this.#size <= this.#subjectsMax) {
          return;
        }
        subjects.delete(key);
        this.#size -= 1;
      }
    }
  }
}
