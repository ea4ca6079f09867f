/** How far a walk along a chain has come. */
export interface ChainState {
  /** Number of the link that comes next. */
  next: number;
  /** Hash of the link before; null if that link is missing. */
  previousHash: Buffer | null;
  /** Greatest known time so far, microseconds. */
  knownAt: number | null;
  /** Offset of the log of the link before; -1 before the first. */
  lastOffset: bigint;
}
