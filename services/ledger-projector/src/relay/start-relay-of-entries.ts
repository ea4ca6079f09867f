import type { Codec } from '@riel/avro';
import type { Database } from '@riel/database';
import { topicOffsets } from '@riel/kafka';
import type { Kafka, Producer } from '@riel/kafka';
import type { Logger, Metrics } from '@riel/runtime';
import { LEDGER_ENTRIES_TOPIC } from '@riel/schemas';
import type { CommittedChunk } from '../projection/project-chunk.ts';
import type { Settings } from '../settings.ts';
import { CommittedEntries } from './committed-entries.ts';
import { startEntryRelay } from './entry-relay.ts';
import type { EntryRelay } from './entry-relay.ts';
import { createEntryPublisher } from './publish-entries.ts';

export interface RelayOfEntriesOptions {
  readonly setting: Settings;
  readonly database: Database;
  readonly codec: Pick<Codec<'EntryPosted'>, 'encode'>;
  readonly producer: Producer;
  readonly kafka: Kafka;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

/** The relay, and where a chunk is handed over to it. */
export interface RelayOfEntries extends Pick<EntryRelay, 'wake' | 'stop'> {
  /** Called after the commit of a chunk. */
  readonly onCommitted: ((chunk: CommittedChunk) => void) | undefined;
}

/** Starts the relay with its metrics, or one that does nothing where the setting is off. */
export const startRelayOfEntries = async (
  options: RelayOfEntriesOptions,
): Promise<RelayOfEntries> => {
  const { setting, database, codec, producer, kafka, logger, metrics } = options;
  if (setting.ENTRIES_RELAY === 'off') {
    return { wake: () => {}, stop: () => Promise.resolve(), onCommitted: undefined };
  }
  const committed = new CommittedEntries(setting.ENTRIES_RELAY_MEMORY_FACTS_MAX);
  const relayed = metrics.counter({
    name: 'riel_ledger_entries_relayed_total',
    help: 'Entries published to riel.ledger-entries.v1',
  });
  const failures = metrics.counter({
    name: 'riel_ledger_relay_failures_total',
    help: 'Rounds of the relay of entries that failed and are tried again',
  });
  const partitionsCount = (await topicOffsets(kafka, LEDGER_ENTRIES_TOPIC)).length;
  const relay = startEntryRelay({
    database,
    committed,
    publish: createEntryPublisher({ codec, producer, partitionsCount }),
    factsMax: setting.ENTRIES_RELAY_FACTS_MAX,
    pollMilliseconds: setting.ENTRIES_RELAY_POLL_MILLISECONDS,
    onRelayed: (entries) => relayed.inc(entries),
    onError: (error) => {
      failures.inc();
      logger.warn({ error }, 'entries could not be relayed, they are tried again');
    },
  });
  return { ...relay, onCommitted: (chunk) => committed.add(chunk) };
};
