import { sql, type Transaction } from '@riel/database';
import { resolveAndPublish } from '../drift/resolve.ts';
import { readBooked } from '../ledger/read-booked.ts';
import { outlivesHealing, type DriftKind } from '../matching/drift-kinds.ts';
import type { EventWriter } from './event-writer.ts';
import { markBooked, readUnbookedHeals } from './heals.ts';

const HEALS_OF_A_ROUND = 500;

/** What a round saw. */
export interface BookedRound {
  readonly waiting: number;
  readonly resolved: number;
}

/**
 * Looks which published facts the ledger has booked, and resolves the drifts that they heal. A drift
 * that is still there when it is booked, such as a double payment, stays open for a person.
 */
export async function noteBooked(
  transaction: Transaction,
  filter: { readonly runNumber: bigint | null; readonly now: number },
  events: EventWriter,
): Promise<BookedRound> {
  const heals = await readUnbookedHeals(transaction, { ...filter, limit: HEALS_OF_A_ROUND });
  const booked = await readBooked(
    transaction,
    heals.map((heal) => heal.eventId),
  );
  const news = await markBooked(transaction, [...booked], filter.now);
  const driftIds = heals.flatMap((heal) =>
    news.has(heal.eventId) && heal.driftId !== null ? [heal.driftId] : [],
  );
  const ended = await endedBy(transaction, driftIds);
  const resolution = { resolution: 'healed', author: null, reason: null, at: filter.now } as const;
  const resolved = await resolveAndPublish(transaction, ended, { resolution, events });
  return { waiting: heals.length - news.size, resolved: resolved.length };
}

/** Of the drifts those that booking ends, once all that heals them is booked. */
async function endedBy(
  transaction: Transaction,
  driftIds: readonly string[],
): Promise<readonly string[]> {
  if (driftIds.length === 0) return [];
  const { rows } = await sql<{ drift_id: string; kind: DriftKind }>`
    select drift_id, kind from reconciliation.drifts drift
     where drift_id = any(${[...new Set(driftIds)]}::uuid[])
       and not exists (
         select from reconciliation.heals heal
          where heal.drift_id = drift.drift_id and heal.booked_at is null)`.execute(transaction);
  return rows.filter((row) => !outlivesHealing(row.kind)).map((row) => row.drift_id);
}
