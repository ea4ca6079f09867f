import type { Database } from '@riel/database';
import { uuidV7 } from '@riel/ids';
import { normaliseWebhook } from '@riel/mono-client';
import { publishFacts, type FactPorts } from '../facts/publish-facts.ts';
import { insertLookUps } from '../look-ups/insert-look-ups.ts';
import { recordOperation, type Operation } from '../operations/operations.ts';
import { decideReceipt } from '../receipts/decide-receipt.ts';
import type { OpenedOriginal } from './prove-original.ts';
import type { StoredEvidence } from './read-evidence.ts';

/** What replaying needs. */
export interface ReplayPorts extends FactPorts {
  readonly database: Database;
  readonly prepareSealer: () => Promise<void>;
  readonly onCommitted: () => void;
}

/** What a replay led to. */
export type Replayed =
  | { readonly kind: 'published'; readonly eventId: string; readonly eventName: string }
  | { readonly kind: 'look-up'; readonly reason: string }
  | { readonly kind: 'nothing-to-publish'; readonly outcome: string };

/**
 * Treats a proven original as if it had just come, and publishes its fact again under the same event
 * id, also if it was published before: whoever reads it knows by the id.
 */
export async function replayOriginal(
  ports: ReplayPorts,
  { evidence, original }: { evidence: StoredEvidence; original: OpenedOriginal },
  by: Omit<Operation, 'action' | 'outcome' | 'target'>,
): Promise<Replayed> {
  const { evidenceId, wasStale } = evidence;
  const webhook = normaliseWebhook(original.rawBody, { staleSignature: wasStale });
  const { event, lookUp, outcome } = decideReceipt(webhook, wasStale);
  await ports.prepareSealer();
  const replayed = await ports.database.transaction(async (transaction): Promise<Replayed> => {
    const at = ports.now();
    const action = { action: 'replay', target: evidenceId, ...by } as const;
    if (event !== null) {
      const fact = { event, isUnnamed: false, evidenceId, traceparent: null };
      await publishFacts(transaction, [fact], { ...ports, evenIfKnown: true });
      await recordOperation(transaction, { ...action, outcome: 'published' }, at);
      return { kind: 'published', eventId: event.value.eventId, eventName: event.name };
    }
    if (lookUp !== null) {
      const row = { lookUpId: uuidV7(), evidenceId, heldEvent: null, createdAt: BigInt(at) };
      await insertLookUps(transaction, [{ ...row, ...lookUp }]);
      await recordOperation(transaction, { ...action, outcome: 'look-up' }, at);
      return { kind: 'look-up', reason: lookUp.reason };
    }
    await recordOperation(transaction, { ...action, outcome: 'nothing-to-publish' }, at);
    return { kind: 'nothing-to-publish', outcome };
  });
  ports.onCommitted();
  return replayed;
}
