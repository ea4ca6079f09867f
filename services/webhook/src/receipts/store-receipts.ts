import type { Executor } from '@riel/database';
import { uuidV7 } from '@riel/ids';
import { bogotaDate } from '@riel/runtime';
import type { Sealer } from '@riel/sealing';
import type { Instant } from '@riel/schemas';
import type { EvidenceRow } from '../evidence/insert-evidence.ts';
import { EVIDENCE_EVENT_NAME, originalOf } from '../evidence/original.ts';
import { completeFact } from '../facts/complete-fact.ts';
import { factRowOf, factWritesOf } from '../facts/fact-writes.ts';
import { readKnownIds, type FactPorts } from '../facts/publish-facts.ts';
import type { LookUpRow } from '../look-ups/insert-look-ups.ts';
import type { ReceiptRow } from './insert-receipts.ts';
import type { LearnedFact, Receipt } from './receipt.ts';
import { writeReceipts } from './write-receipts.ts';

/** What storing needs. `sealer.prepare` has been awaited. */
export interface StorePorts extends FactPorts {
  readonly sealer: Pick<Sealer, 'seal'>;
}

interface Distinct {
  readonly receipt: Receipt;
  readonly evidenceId: string;
  deliveries: number;
}

function distinctOf(receipts: readonly Receipt[]): readonly Distinct[] {
  const distinct = new Map<string, Distinct>();
  for (const receipt of receipts) {
    const digest = receipt.digest.toString('latin1');
    const known = distinct.get(digest);
    if (known === undefined) distinct.set(digest, { receipt, evidenceId: uuidV7(), deliveries: 1 });
    else known.deliveries += 1;
  }
  return [...distinct.values()];
}

const rowOf = ({ receipt, evidenceId, deliveries }: Distinct, receivedAt: bigint): ReceiptRow => ({
  digest: receipt.digest,
  evidenceId,
  eventType: receipt.eventType,
  outcome: receipt.outcome,
  eventId: receipt.event?.value.eventId ?? null,
  secretId: receipt.secretId,
  signedAtSeconds: receipt.signedAtSeconds,
  receivedAt,
  deliveries,
});

interface Keeping {
  readonly receivedAt: bigint;
  readonly receivedOn: string;
  readonly sealer: StorePorts['sealer'];
}

const evidenceOf = (
  { receipt, evidenceId }: Distinct,
  { receivedAt, receivedOn, sealer }: Keeping,
): EvidenceRow => ({
  evidenceId,
  receivedOn,
  receivedAt,
  eventType: receipt.eventType,
  signedAtSeconds: BigInt(receipt.signedAtSeconds),
  wasStale: receipt.isStale,
  digest: receipt.digest,
  secretId: receipt.secretId,
  sealed: sealer.seal({
    transferId: evidenceId,
    eventName: EVIDENCE_EVENT_NAME,
    plaintext: originalOf(receipt),
  }),
});

const factOf = ({ receipt, evidenceId }: Distinct): readonly LearnedFact[] => {
  const { event, isUnnamed, traceparent } = receipt;
  return event === null ? [] : [{ event, isUnnamed, evidenceId, traceparent }];
};

const lookUpOf = ({ receipt, evidenceId }: Distinct, at: Instant): readonly LookUpRow[] => {
  if (receipt.lookUp === null) return [];
  const row = { lookUpId: uuidV7(), evidenceId, heldEvent: null, createdAt: BigInt(at) };
  return [{ ...row, ...receipt.lookUp }];
};

/**
 * Stores webhooks whose signatures were true, all or none: the receipt, the sealed original, the fact
 * for the outbox, the question to Mono. A body that was received before only counts, and a fact that
 * is known is not published again.
 */
export async function storeReceipts(
  executor: Executor,
  receipts: readonly Receipt[],
  ports: StorePorts,
): Promise<void> {
  const at = ports.now();
  const all = distinctOf(receipts);
  const facts = all.flatMap(factOf);
  // Whose transfer it is may be learned a moment later: then the matcher finds the fact.
  const known = await readKnownIds(executor, facts);
  const complete = facts.map((fact) => completeFact(fact, known, { ...ports, recordedAt: at }));
  const receivedAt = BigInt(at);
  const keeping = { receivedAt, receivedOn: bogotaDate(at), sealer: ports.sealer };
  await writeReceipts(executor, {
    receipts: all.map((one) => rowOf(one, receivedAt)),
    evidence: all.map((one) => evidenceOf(one, keeping)),
    facts: facts.map((fact) => factRowOf(fact, at)),
    ofFacts: factWritesOf(complete, { ...ports, recordedAt: at }),
    lookUps: all.flatMap((one) => lookUpOf(one, at)),
  });
}
