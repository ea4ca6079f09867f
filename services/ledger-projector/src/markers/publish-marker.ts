import type { Producer } from '@riel/kafka';
import type { EventId, Instant } from '@riel/schemas';
import { cloudEventHeaders } from '../cloud-event-headers.ts';
import type { MarkerPublisher } from './write-marker.ts';

/** A booked topic and how many partitions it has. */
export interface MarkedTopic {
  readonly name: string;
  readonly partitions: number;
}

/** Sends a marker to every partition of the topics; resolves when the brokers hold all of them. */
export const createMarkerPublisher =
  (producer: Pick<Producer, 'send'>, topics: readonly MarkedTopic[]): MarkerPublisher =>
  async ({ markerNumber, eventName, eventId, payload, occurredAt }) => {
    const record = {
      key: `marker:${markerNumber}`,
      value: payload,
      headers: cloudEventHeaders(eventName, {
        eventId: eventId as EventId,
        occurredAt: occurredAt as Instant,
      }),
    };
    await producer.send(
      topics.map(({ name, partitions }) => ({
        topic: name,
        records: Array.from({ length: partitions }, (_, partition) => ({ ...record, partition })),
      })),
    );
  };
