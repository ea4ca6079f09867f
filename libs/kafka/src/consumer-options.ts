import type { ClientRetryLimits, Kafka } from './kafka.ts';
import type { CommittedOffset } from './offset-commits.ts';
import type { ConsumedRecord } from './records.ts';

/** Neighbouring records of one partition, worked off together. */
export interface Chunk {
  readonly topic: string;
  readonly partition: number;
  /** Changes whenever partitions are assigned anew: what is remembered about a partition is void. */
  readonly assignment: string;
  /** At least one record; offsets grow, with gaps. */
  readonly records: readonly ConsumedRecord[];
  /** Offset that the next record written to the partition gets, as of the fetch. */
  readonly highWatermark: bigint;
  /**
   * Tells the broker that we are alive, at most every `heartbeatIntervalMilliseconds`; call it while
   * a chunk is retried. Rejects when the partition was taken away: stop, and let the error pass.
   */
  heartbeat(): Promise<void>;
  /** True once the partition was taken away or the consumer stops: what is written now is late. */
  isStale(): boolean;
}

/**
 * What a handler made of a chunk. `seek` leaves the rest and reads on from `offset`. `wait` leaves the chunk:
 * its partition stands still for a while and then brings it again, and the other partitions go on.
 */
export type ChunkOutcome =
  | { readonly kind: 'done' }
  | { readonly kind: 'wait'; readonly milliseconds: number }
  | { readonly kind: 'seek'; readonly offset: bigint };

/** Partitions that this member has from now on. */
export interface Assignment {
  readonly assignment: string;
  readonly partitions: readonly {
    readonly topic: string;
    readonly partitions: readonly number[];
  }[];
}

export interface ConsumerOptions extends ClientRetryLimits {
  readonly kafka: Kafka;
  readonly groupId: string;
  readonly topics: readonly string[];
  /**
   * Works off one chunk. Chunks of one partition come one after the other. Whatever it throws is
   * fatal: transient failures of a database are retried inside, with `chunk.heartbeat()` meanwhile.
   */
  readonly onChunk: (chunk: Chunk) => Promise<ChunkOutcome>;
  /**
   * The consumer has ended for good: the process should exit. Called at most once, with what
   * `onChunk` threw, `OffsetOutOfRangeError`, `KafkaUnavailableError` or `ConsumerCrashedError`.
   */
  readonly onFatal: (error: unknown) => void;
  /** Told of each assignment. Fetching does not wait for it; fence by the transaction, not by this. */
  readonly onAssigned?: (assignment: Assignment) => void;
  /** Told when the broker has an offset of ours. */
  readonly onCommitted?: (committed: CommittedOffset) => void;
  /** Most records of a chunk. Default 500. */
  readonly chunkRecordsMax?: number;
  /** Most bytes of keys and values of a chunk. Default 4,000,000. */
  readonly chunkBytesMax?: number;
  /** Partitions worked off at the same time; no more than database connections. Default 1. */
  readonly partitionsConsumedConcurrently?: number;
  /** Offsets are told to the broker at most this often; 0 is after every chunk. Default 1,000. */
  readonly commitIntervalMilliseconds?: number;
  /** Most bytes of one fetch. Default 8,388,608. */
  readonly maxBytes?: number;
  /** Most bytes of one fetch per partition. Default 1,048,576. */
  readonly maxBytesPerPartition?: number;
  /**
   * The broker holds a fetch back until so many bytes wait, for `maxWaitMilliseconds` at most: fewer and
   * larger chunks for a reader that is in no hurry. Default 1.
   */
  readonly minBytes?: number;
  /** The broker holds a fetch that is too small for so long; stopping waits for it. Default 250. */
  readonly maxWaitMilliseconds?: number;
  /** Without a heartbeat for so long, the broker takes the partitions away. Default 30,000. */
  readonly sessionTimeoutMilliseconds?: number;
  /** Longest that a rebalance waits for members. Default 60,000. */
  readonly rebalanceTimeoutMilliseconds?: number;
  /** Default 3,000. */
  readonly heartbeatIntervalMilliseconds?: number;
  /** Restarts in a row without a fetch in between, after which the consumer gives up. Default 10. */
  readonly restartsMax?: number;
}

/** A consumer that runs. */
export interface Consumer {
  /** Finishes the chunks in work, tells the broker the offsets, leaves the group, disconnects. */
  stop(): Promise<void>;
  /** Reads no more from these topics until `resume`; survives rebalances and restarts. */
  pause(topics: readonly string[]): void;
  resume(topics: readonly string[]): void;
  /**
   * Reads a partition on from an offset, whatever the broker believes. For use after `onAssigned`;
   * does nothing for a partition that is not assigned any more.
   */
  seek(place: { topic: string; partition: number; offset: bigint }): void;
  /** False from a crash until the next fetch, and when nothing was heard for a session time-out. */
  isHealthy(): boolean;
}
