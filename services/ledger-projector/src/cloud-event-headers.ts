import { formatInstant, newTraceparent } from '@riel/runtime';
import type { EventId, EventName, Instant } from '@riel/schemas';

/** Headers of the CloudEvents 1.0 Kafka binding, binary mode. */
export const cloudEventHeaders = (
  eventName: EventName,
  { eventId, occurredAt }: { readonly eventId: EventId; readonly occurredAt: Instant },
  traceparent: string = newTraceparent(),
): Record<string, string> => ({
  ce_specversion: '1.0',
  ce_id: eventId,
  ce_type: `riel.${eventName}`,
  ce_source: 'riel/ledger-projector',
  ce_time: formatInstant(occurredAt),
  'content-type': 'application/avro',
  traceparent,
});
