import type { Codec } from '@riel/avro';
import type { Database } from '@riel/database';
import { appendToOutbox } from '@riel/outbox';
import type { EventOf, Instant } from '@riel/schemas';
import { WebhookFactError } from '../errors.ts';
import { outboxRowOf } from '../facts/complete-fact.ts';
import { takeLinked } from './unlinked-facts.ts';

export const intentEvents = ['CollectionCredited', 'CollectionFailed'] as const;
type IntentEventName = (typeof intentEvents)[number];

/** What publishing needs. */
export interface LinkedPorts {
  readonly database: Database;
  readonly codec: Codec<IntentEventName, IntentEventName>;
  readonly now: () => Instant;
  readonly factsMax: number;
}

/**
 * Publishes facts of intents again, with our id of the link that is known by now: what is booked stays
 * as it is, and the link shows what was paid by it. Returns how many.
 */
export async function publishLinked(ports: LinkedPorts): Promise<number> {
  const { codec } = ports;
  return await ports.database.transaction(async (transaction) => {
    const linked = await takeLinked(transaction, ports.factsMax);
    if (linked.length === 0) return 0;
    await codec.prepare(linked.map(({ payload }) => payload));
    const rows = linked.map(({ payload, collectionLinkId }) => {
      const decoded = codec.decode(payload);
      if (decoded.kind === 'undecodable') throw new WebhookFactError(decoded.code);
      const { name, value } = decoded.event;
      const recordedAt = ports.now();
      const event = {
        name,
        value: { ...value, collectionLinkId, recordedAt },
      } as EventOf<IntentEventName>;
      return outboxRowOf(event, codec.encode(event.name, event.value), null);
    });
    await appendToOutbox(transaction, 'webhook', rows);
    return rows.length;
  });
}
