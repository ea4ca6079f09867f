import type { Database } from '@riel/database';
import type { Producer } from '@riel/kafka';
import type { Logger, Metrics } from '@riel/runtime';

export interface RelayOptions {
  readonly database: Database;
  /** The schema that holds the outbox. */
  readonly schema: string;
  readonly producer: Pick<Producer, 'send'>;
  /** Name of the service; the CloudEvents source is `riel/<service>`. */
  readonly service: string;
  readonly logger: Logger;
  readonly metrics?: Metrics;
  /** An error of the database that another attempt would not change: the process should exit. */
  readonly onFatal: (error: unknown) => void;
  /** Most records of one claim. Default 500. */
  readonly batchRecordsMax?: number;
  /** Most payload bytes of one claim. Default 4,000,000. */
  readonly batchBytesMax?: number;
  /** Most lanes of one claim; the rest is left to others. Default 8. */
  readonly claimLanesMax?: number;
  /** Claims at the same time; each takes one connection of the pool. Default 2. */
  readonly claimsMax?: number;
  /**
   * Pause after a claim of few records, so that the next one finds more: each claim costs its steps in
   * the database and a request to Kafka, however little it carries. Default 0; with one claim at a time.
   */
  readonly gatherMilliseconds?: number;
  /** Longest sleep without a wake-up. Default 25, and not more. */
  readonly pollMilliseconds?: number;
  /** Delay after a first failure; doubles with each one in a row. Default 50. */
  readonly retryMillisecondsMin?: number;
  /** The delay grows no further. Default 5,000. */
  readonly retryMillisecondsMax?: number;
}

/** A relay that runs. */
export interface Relay {
  /** Says that rows were committed. Never blocks, never throws. */
  wake(): void;
  /** Finishes the claims in work and ends. What waits is left for the next start. */
  stop(): Promise<void>;
  /** How many rows wait, counted up to 100,000. */
  waiting(): Promise<number>;
  /** Age of the oldest row in milliseconds, 0 if none waits. */
  oldestMilliseconds(): Promise<number>;
}
