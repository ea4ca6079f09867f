import { sql, type Executor } from '@riel/database';
import type { Instant, SealedBlob } from '@riel/schemas';

/** A stored original, sealed. */
export interface StoredEvidence {
  readonly evidenceId: string;
  readonly receivedAt: Instant;
  readonly eventType: string;
  readonly signedAtSeconds: number;
  readonly wasStale: boolean;
  readonly digest: Buffer;
  readonly secretId: string;
  readonly sealed: SealedBlob;
}

interface EvidenceColumns {
  received_at: bigint;
  event_type: string;
  signed_at_seconds: bigint;
  was_stale: boolean;
  digest: Buffer;
  secret_id: string;
  data_key_id: string;
  nonce: Buffer;
  ciphertext: Buffer;
  version: number;
  recipients: readonly { keyId: string; encapsulatedKey: string; sealedKey: string }[];
}

function sealedOf(row: EvidenceColumns): SealedBlob {
  return {
    version: row.version,
    dataKeyId: row.data_key_id,
    nonce: row.nonce,
    ciphertext: row.ciphertext,
    recipients: row.recipients.map((recipient) => ({
      keyId: recipient.keyId,
      encapsulatedKey: Buffer.from(recipient.encapsulatedKey, 'base64'),
      sealedKey: Buffer.from(recipient.sealedKey, 'base64'),
    })),
  };
}

/** The evidence of that id, wherever its month lies; null if there is none. */
export async function readEvidence(
  executor: Executor,
  evidenceId: string,
): Promise<StoredEvidence | null> {
  const { rows } = await sql<EvidenceColumns>`
    select evidence.received_at, evidence.event_type, evidence.signed_at_seconds,
           evidence.was_stale, evidence.digest, evidence.secret_id, evidence.data_key_id,
           evidence.nonce, evidence.ciphertext, keys.version, keys.recipients
      from webhook.evidence evidence
      join webhook.evidence_keys keys using (data_key_id)
     where evidence.evidence_id = ${evidenceId}::uuid`.execute(executor);
  const [row] = rows;
  if (row === undefined) return null;
  return {
    evidenceId,
    receivedAt: Number(row.received_at) as Instant,
    eventType: row.event_type,
    signedAtSeconds: Number(row.signed_at_seconds),
    wasStale: row.was_stale,
    digest: row.digest,
    secretId: row.secret_id,
    sealed: sealedOf(row),
  };
}
