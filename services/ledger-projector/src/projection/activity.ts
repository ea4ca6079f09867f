import type { Chunk } from '@riel/kafka';
import type { Logger, Metrics } from '@riel/runtime';
import { codeOf } from '@riel/runtime';
import type { ChunkObserver } from './chunk-handler.ts';

export interface ActivityOptions {
  readonly metrics: Metrics;
  readonly logger: Logger;
  /** Milliseconds, never going back. */
  readonly clock: () => number;
  readonly stuckAfterMilliseconds: number;
  /** Called after each commit. */
  readonly onBooked: () => void;
}

/** Sees every chunk, for metrics, the log and health. */
export interface Activity extends ChunkObserver {
  /** Whether a chunk has been in work for longer than it may. */
  isStuck(): boolean;
}

const chunkSizes = [1, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000];

/** Starts with nothing in work. */
export const createActivity = (options: ActivityOptions): Activity => {
  const { clock, logger, stuckAfterMilliseconds } = options;
  const meters = createMeters(options.metrics);
  const began = new Map<string, number>();
  return {
    began: (chunk) => {
      began.set(placeOf(chunk), clock());
    },
    retried: ({ topic, partition }, error) => {
      meters.retries.inc();
      logger.warn({ topic, partition, code: codeOf(error), error }, 'a chunk is tried again');
    },
    booked: (chunk, booked) => {
      const { topic, partition } = chunk;
      const milliseconds = clock() - (began.get(placeOf(chunk)) ?? clock());
      meters.chunkRecords.observe(chunk.records.length);
      meters.chunkSeconds.observe(milliseconds / 1000);
      meters.facts.inc({ topic }, booked.facts);
      meters.entries.inc({ topic }, booked.entries);
      meters.postings.inc({ topic }, booked.postings);
      meters.repetitions.inc({ topic }, booked.repetitions);
      meters.marks.inc({ topic }, booked.marks);
      meters.setAside.inc({ topic }, booked.setAside);
      const lag = Number(chunk.highWatermark - booked.nextOffset);
      meters.lag.set({ topic, partition }, Math.max(0, lag));
      if (booked.setAside > 0) {
        logger.error({ topic, partition, count: booked.setAside }, 'records were set aside');
      }
      options.onBooked();
    },
    ended: (chunk) => {
      began.delete(placeOf(chunk));
    },
    isStuck: () => {
      const latest = clock() - stuckAfterMilliseconds;
      return [...began.values()].some((at) => at < latest);
    },
  };
};

const placeOf = ({ topic, partition }: Chunk): string => `${topic}/${partition}`;

const createMeters = (metrics: Metrics) => {
  const labels = ['topic'];
  const counter = (name: string, help: string) => metrics.counter({ name, help, labels });
  return {
    facts: counter('riel_ledger_facts_total', 'Facts linked into the chain'),
    entries: counter('riel_ledger_entries_total', 'Entries booked'),
    postings: counter('riel_ledger_postings_total', 'Postings booked'),
    repetitions: counter('riel_ledger_repetitions_total', 'Records that were booked before'),
    marks: counter('riel_ledger_marks_total', 'Marks left for reconciliation'),
    setAside: counter('riel_ledger_set_aside_total', 'Undecodable records set aside'),
    retries: metrics.counter({
      name: 'riel_ledger_chunk_retries_total',
      help: 'Chunks tried again: a database that failed for a while, a schema not to be had',
    }),
    lag: metrics.gauge({
      name: 'riel_ledger_lag_records',
      help: 'Records of a partition that were not booked as of its last chunk',
      labels: ['topic', 'partition'],
    }),
    chunkRecords: metrics.histogram({
      name: 'riel_ledger_chunk_records',
      help: 'Records per chunk',
      buckets: chunkSizes,
    }),
    chunkSeconds: metrics.histogram({
      name: 'riel_ledger_chunk_seconds',
      help: 'Time from receiving a chunk to its commit',
    }),
  };
};
