/** One partition of a booked topic, and its number in the database. */
export interface PartitionPlace {
  readonly partitionId: number;
  readonly topic: string;
  readonly partition: number;
}

/** What the ledger knows of a partition of the log after the last chunk that it booked. */
export interface Partition extends PartitionPlace {
  readonly clusterId: string;
  /** Records below are booked. */
  readonly nextOffset: bigint;
  /** The last record that was read, and the digest of its key and value; null before the first. */
  readonly lastOffset: bigint | null;
  readonly lastRecordDigest: Buffer | null;
  readonly chain: ChainHead;
  readonly inForce: InForce;
}

export interface ChainHead {
  /** Number of the last link, 0 before the first. */
  readonly number: number;
  readonly hash: Buffer;
  /** The greatest `recordedAt` of the links, microseconds since the epoch. */
  readonly knownAt: number | null;
}

/** What the markers of the partition have put into force. */
export interface InForce {
  /** Number of the last marker that counted, 0 before the first. */
  readonly markerNumber: number;
  /** Marker of the tables in force. */
  readonly tablesNumber: number | null;
  /** Last closed month, 'YYYY-MM'. */
  readonly closedThrough: string | null;
}
