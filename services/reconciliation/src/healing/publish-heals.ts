import type { Transaction } from '@riel/database';
import { appendToOutbox, type OutboxRow } from '@riel/outbox';
import { insertHeals } from './heals.ts';

/** Rows that heal one drift. */
export interface Heal {
  readonly driftId: string | null;
  readonly subject: string;
  readonly rows: readonly OutboxRow[];
}

/**
 * Publishes each fact that this service has not published before, through the outbox. Returns how many
 * facts were new per drift. A late webhook publishes the same id, which the ledger knows by then.
 */
export async function publishHeals(
  transaction: Transaction,
  heals: readonly Heal[],
  { runNumber, now }: { readonly runNumber: bigint | null; readonly now: number },
): Promise<readonly number[]> {
  const fresh = await insertHeals(
    transaction,
    heals.flatMap(({ driftId, subject, rows }) =>
      rows.map((row) => ({
        eventId: row.eventId,
        driftId,
        runNumber,
        eventName: row.eventName,
        subject,
        publishedAt: BigInt(now),
      })),
    ),
  );
  const chosen = heals.map(({ rows }) => rows.filter((row) => fresh.has(row.eventId)));
  await appendToOutbox(transaction, 'reconciliation', chosen.flat());
  return chosen.map((rows) => rows.length);
}
