import type { Database } from '@riel/database';
import { appendToOutbox } from '@riel/outbox';
import type { Instant } from '@riel/schemas';
import type { EventWriter } from '../healing/event-writer.ts';
import { readSettled } from '../imports/sql.ts';
import { correctionOf } from './rail-correction.ts';
import { resolveAndPublish } from './resolve.ts';
import { readDrift } from './sql/read-drifts.ts';

/** A person's word on a drift. */
export interface PersonalResolution {
  readonly driftId: string;
  readonly author: string;
  readonly reason: string;
  /** The actual rail, if that is what the person says. */
  readonly rail: string | null;
}

export type ResolutionOutcome =
  | { readonly kind: 'resolved' }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'already-resolved' }
  /** A rail was named for something that has none. */
  | { readonly kind: 'no-settlement' };

/** Resolves a drift with reason and author; with a rail, the correction is published as a fact. */
export async function resolveByPerson(
  word: PersonalResolution,
  ports: { readonly database: Database; readonly events: EventWriter; readonly now: () => Instant },
): Promise<ResolutionOutcome> {
  const { driftId, author, reason, rail } = word;
  return await ports.database.transaction(async (transaction) => {
    const drift = await readDrift(transaction, driftId);
    if (drift === null) return { kind: 'unknown' };
    if (drift.status === 'resolved') return { kind: 'already-resolved' };
    if (rail !== null) {
      const settled = await readSettled(transaction, drift.subject);
      if (settled === null) return { kind: 'no-settlement' };
      const correction = correctionOf(settled, { rail, evidence: 'person', source: 'person' });
      const row = ports.events.railCorrected({ ...correction, author, reason });
      await appendToOutbox(transaction, 'reconciliation', [row]);
    }
    const kind = rail === null ? 'explained' : 'rail-corrected';
    const resolution = { resolution: kind, author, reason, at: ports.now() } as const;
    const resolved = await resolveAndPublish(transaction, [driftId], {
      resolution,
      events: ports.events,
    });
    return { kind: resolved.length > 0 ? 'resolved' : 'already-resolved' };
  });
}
