import type { Transaction } from '@riel/database';
import { uuidV7 } from '@riel/ids';
import { bogotaDate } from '@riel/runtime';
import type { Sealer } from '@riel/sealing';
import type { Instant } from '@riel/schemas';
import { insertEvidence } from '../evidence/insert-evidence.ts';
import { EVIDENCE_EVENT_NAME, originalOf } from '../evidence/original.ts';
import { publishFacts, type FactPorts } from '../facts/publish-facts.ts';
import { insertLookUps } from '../look-ups/insert-look-ups.ts';
import { insertReceipts, type ReceiptRow } from './insert-receipts.ts';
import type { Receipt } from './receipt.ts';

/** What storing needs. `sealer.prepare` has been awaited. */
export interface StorePorts extends FactPorts {
  readonly sealer: Pick<Sealer, 'seal'>;
}

/** What became of a stored webhook. */
export interface Stored {
  /** False for a body that was received before. */
  readonly isNew: boolean;
}

interface Distinct {
  readonly receipt: Receipt;
  readonly evidenceId: string;
  deliveries: number;
}

function distinctOf(receipts: readonly Receipt[]): ReadonlyMap<string, Distinct> {
  const distinct = new Map<string, Distinct>();
  for (const receipt of receipts) {
    const digest = receipt.digest.toString('latin1');
    const known = distinct.get(digest);
    if (known === undefined) distinct.set(digest, { receipt, evidenceId: uuidV7(), deliveries: 1 });
    else known.deliveries += 1;
  }
  return distinct;
}

const rowOf = ({ receipt, evidenceId, deliveries }: Distinct, at: Instant): ReceiptRow => ({
  digest: receipt.digest,
  evidenceId,
  eventType: receipt.eventType,
  outcome: receipt.outcome,
  eventId: receipt.event?.value.eventId ?? null,
  secretId: receipt.secretId,
  signedAtSeconds: receipt.signedAtSeconds,
  receivedAt: BigInt(at),
  deliveries,
});

const learnedFrom = ({ isUnnamed, traceparent }: Receipt) => ({ isUnnamed, traceparent });

/**
 * Stores webhooks whose signatures were true, in the caller's transaction: the receipt, the sealed
 * original, the fact for the outbox, the question to Mono. One answer per webhook, in order. A body
 * that was received before only counts.
 */
export async function storeReceipts(
  transaction: Transaction,
  receipts: readonly Receipt[],
  ports: StorePorts,
): Promise<readonly Stored[]> {
  const at = ports.now();
  const distinct = distinctOf(receipts);
  const all = [...distinct.values()];
  const fresh = await insertReceipts(
    transaction,
    all.map((one) => rowOf(one, at)),
  );
  const added = all.filter(({ evidenceId }) => fresh.has(evidenceId));
  await insertEvidence(
    transaction,
    added.map(({ receipt, evidenceId }) => ({
      evidenceId,
      receivedOn: bogotaDate(at),
      receivedAt: BigInt(at),
      eventType: receipt.eventType,
      signedAtSeconds: BigInt(receipt.signedAtSeconds),
      wasStale: receipt.isStale,
      digest: receipt.digest,
      secretId: receipt.secretId,
      sealed: ports.sealer.seal({
        transferId: evidenceId,
        eventName: EVIDENCE_EVENT_NAME,
        plaintext: originalOf(receipt),
      }),
    })),
  );
  const facts = added.flatMap(({ receipt, evidenceId }) =>
    receipt.event === null ? [] : [{ ...learnedFrom(receipt), event: receipt.event, evidenceId }],
  );
  await publishFacts(transaction, facts, ports);
  const lookUp = { heldEvent: null, createdAt: BigInt(at) };
  await insertLookUps(
    transaction,
    added.flatMap(({ receipt, evidenceId }) =>
      receipt.lookUp === null
        ? []
        : [{ ...lookUp, ...receipt.lookUp, lookUpId: uuidV7(), evidenceId }],
    ),
  );
  return receipts.map((receipt) => {
    const one = distinct.get(receipt.digest.toString('latin1'));
    return { isNew: one !== undefined && one.receipt === receipt && fresh.has(one.evidenceId) };
  });
}
