import type { YamlValue } from './yaml.ts';

const text = (description: string): YamlValue => ({ type: 'string', description });

/** JSON schema of the Kafka headers: CloudEvents 1.0 in binary mode, and the trace context. */
export const cloudEventsHeaders: YamlValue = {
  type: 'object',
  description: 'CloudEvents 1.0, Kafka binding in binary mode. A command may leave them out.',
  properties: {
    ce_id: text('Id of the event, equal to eventId.'),
    ce_type: text('Full name of the record, such as riel.TransferSettled.'),
    ce_source: text('Service that wrote the record, such as riel/webhook.'),
    ce_time: { type: 'string', format: 'date-time', description: 'occurredAt of the event.' },
    ce_specversion: { type: 'string', const: '1.0' },
    'content-type': { type: 'string', const: 'application/avro' },
    traceparent: text('W3C trace context of the request or record that caused the event.'),
  },
};
