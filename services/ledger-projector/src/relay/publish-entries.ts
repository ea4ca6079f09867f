import type { Codec } from '@riel/avro';
import type { Producer } from '@riel/kafka';
import { newTraceparent } from '@riel/runtime';
import { keyOf, LEDGER_ENTRIES_TOPIC } from '@riel/schemas';
import { cloudEventHeaders } from '../cloud-event-headers.ts';
import { entryEvents } from './entry-events.ts';
import type { EntryBatch } from './entry-relay.ts';

export interface EntryPublisherOptions {
  readonly codec: Pick<Codec<'EntryPosted'>, 'encode'>;
  readonly producer: Pick<Producer, 'send'>;
  /** Partitions of riel.ledger-entries.v1. */
  readonly partitionsCount: number;
}

/**
 * Sends entries to the partition of riel.ledger-entries.v1 that belongs to their booked partition.
 * The key would spread a chain over several partitions and lose its order.
 */
export const createEntryPublisher =
  ({ codec, producer, partitionsCount }: EntryPublisherOptions) =>
  async (batches: readonly EntryBatch[]): Promise<void> => {
    // What is relayed together is one trace.
    const traceparent = newTraceparent();
    const records = batches.flatMap(({ partitionId, topic, partition, entries }) =>
      entryEvents(entries, { topic, partition }).map((event) => ({
        key: keyOf({ name: 'EntryPosted', value: event }),
        value: codec.encode('EntryPosted', event),
        headers: cloudEventHeaders('EntryPosted', event, traceparent),
        partition: partitionId % partitionsCount,
      })),
    );
    await producer.send([{ topic: LEDGER_ENTRIES_TOPIC, records }]);
  };
