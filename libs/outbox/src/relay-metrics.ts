import type { Metrics } from '@riel/runtime';
import type { Published } from './publish-claim.ts';

/** What a relay counts. */
export interface RelayMetrics {
  published(published: Published, milliseconds: number): void;
  failed(): void;
}

interface Backlog {
  readonly waiting: () => Promise<number>;
  readonly oldestMilliseconds: () => Promise<number>;
}

/** Registers the metrics of an outbox; without a registry nothing is counted. */
export const createRelayMetrics = (
  metrics: Metrics | undefined,
  { waiting, oldestMilliseconds }: Backlog,
): RelayMetrics => {
  if (metrics === undefined) {
    return { published: () => {}, failed: () => {} };
  }
  metrics.gauge({
    name: 'riel_outbox_waiting_records',
    help: 'Outbox rows that wait for Kafka, counted up to 100,000',
    read: waiting,
  });
  metrics.gauge({
    name: 'riel_outbox_oldest_seconds',
    help: 'Age of the oldest outbox row',
    read: async () => (await oldestMilliseconds()) / 1_000,
  });
  const records = metrics.counter({
    name: 'riel_outbox_published_records_total',
    help: 'Outbox rows that Kafka has acknowledged',
  });
  const failures = metrics.counter({
    name: 'riel_outbox_failures_total',
    help: 'Attempts that could not send or delete outbox rows',
  });
  const seconds = metrics.histogram({
    name: 'riel_outbox_claim_seconds',
    help: 'Time from claiming lanes to the commit that deletes their rows',
  });
  return {
    published: (published, milliseconds) => {
      if (published.records > 0) {
        records.inc(published.records);
        seconds.observe(milliseconds / 1_000);
      }
    },
    failed: () => failures.inc(),
  };
};
