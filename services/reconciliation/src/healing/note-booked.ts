import { sql, type Executor, type Transaction } from '@riel/database';
import { resolveAndPublish } from '../drift/resolve.ts';
import { readBooked } from '../ledger/read-booked.ts';
import { outlivesHealing, type DriftKind } from '../matching/drift-kinds.ts';
import type { EventWriter } from './event-writer.ts';
import { markBooked, readUnbookedHeals, type UnbookedHeal } from './heals.ts';

const HEALS_OF_A_PAGE = 500;

/** What a round saw. */
export interface BookedRound {
  readonly waiting: number;
  readonly resolved: number;
}

/** Which heals are looked at; the ledger is read through `ledger` if given, else in the transaction. */
export interface HealsToNote {
  readonly runNumber: bigint | null;
  readonly now: number;
  readonly ledger?: Executor;
}

/**
 * Looks which published facts the ledger has booked, and resolves the drifts that they heal. A drift
 * that is still there when it is booked, such as a double payment, stays open for a person.
 */
export async function noteBooked(
  transaction: Transaction,
  { runNumber, now, ledger = transaction }: HealsToNote,
  events: EventWriter,
): Promise<BookedRound> {
  const sum = { waiting: 0, resolved: 0 };
  for (let after: string | null = null; ;) {
    const filter = { runNumber, after, limit: HEALS_OF_A_PAGE };
    const heals: readonly UnbookedHeal[] = await readUnbookedHeals(transaction, filter);
    const ids = heals.map((heal) => heal.eventId);
    const news = await markBooked(transaction, [...(await readBooked(ledger, ids))], now);
    const driftIds = heals.flatMap((heal) =>
      news.has(heal.eventId) && heal.driftId !== null ? [heal.driftId] : [],
    );
    const ended = await endedBy(transaction, driftIds);
    const resolution = { resolution: 'healed', author: null, reason: null, at: now } as const;
    sum.resolved += (await resolveAndPublish(transaction, ended, { resolution, events })).length;
    sum.waiting += heals.length - news.size;
    after = ids.at(-1) ?? null;
    if (heals.length < HEALS_OF_A_PAGE) return sum;
  }
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
