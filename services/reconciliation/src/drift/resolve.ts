import type { Transaction } from '@riel/database';
import { appendToOutbox } from '@riel/outbox';
import type { Instant } from '@riel/schemas';
import type { EventWriter } from '../healing/event-writer.ts';
import { driftEventIdOf } from './drift-id.ts';
import { resolveDrifts, type Resolution } from './sql/drifts.ts';

/** Resolves drifts and publishes that they are; returns the ids of those that were open. */
export async function resolveAndPublish(
  transaction: Transaction,
  driftIds: readonly string[],
  { resolution, events }: { readonly resolution: Resolution; readonly events: EventWriter },
): Promise<readonly string[]> {
  const resolved = await resolveDrifts(transaction, driftIds, resolution);
  await appendToOutbox(
    transaction,
    'reconciliation',
    resolved.map(({ driftId, timesOpened }) =>
      events.driftResolved({
        eventId: driftEventIdOf('DriftResolved', driftId, timesOpened),
        occurredAt: resolution.at as Instant,
        driftId,
        resolution: resolution.resolution,
        author: resolution.author,
        reason: resolution.reason,
      }),
    ),
  );
  return resolved.map(({ driftId }) => driftId);
}
