import { column, sql, unnestInsert, type OnlyRows, type RawBuilder } from '@riel/database';
import type { SealedBlob } from '@riel/schemas';

/** A sealed original. */
export interface EvidenceRow {
  readonly evidenceId: string;
  /** Day of receipt in America/Bogota, YYYY-MM-DD. */
  readonly receivedOn: string;
  readonly receivedAt: bigint;
  readonly eventType: string;
  readonly signedAtSeconds: bigint;
  /** True if the signed time was outside the tolerance when it was received. */
  readonly wasStale: boolean;
  readonly digest: Buffer;
  readonly secretId: string;
  readonly sealed: SealedBlob;
}

const columns = [
  column('evidence_id', 'uuid', (row: EvidenceRow) => row.evidenceId),
  column('received_on', 'date', (row: EvidenceRow) => row.receivedOn),
  column('received_at', 'bigint', (row: EvidenceRow) => row.receivedAt),
  column('event_type', 'text', (row: EvidenceRow) => row.eventType),
  column('signed_at_seconds', 'bigint', (row: EvidenceRow) => row.signedAtSeconds),
  column('was_stale', 'boolean', (row: EvidenceRow) => row.wasStale),
  column('digest', 'bytea', (row: EvidenceRow) => row.digest),
  column('secret_id', 'text', (row: EvidenceRow) => row.secretId),
  column('data_key_id', 'uuid', (row: EvidenceRow) => row.sealed.dataKeyId),
  column('nonce', 'bytea', (row: EvidenceRow) => row.sealed.nonce),
  column('ciphertext', 'bytea', (row: EvidenceRow) => row.sealed.ciphertext),
];

interface DataKeyRow {
  readonly dataKeyId: string;
  readonly version: number;
  readonly recipients: string;
}

const keyColumns = [
  column('data_key_id', 'uuid', (row: DataKeyRow) => row.dataKeyId),
  column('version', 'smallint', (row: DataKeyRow) => row.version),
  column('recipients', 'jsonb', (row: DataKeyRow) => row.recipients),
];

function dataKeysOf(rows: readonly EvidenceRow[]): readonly DataKeyRow[] {
  const keys = new Map(rows.map(({ sealed }) => [sealed.dataKeyId, sealed]));
  return [...keys.values()].map(({ dataKeyId, version, recipients }) => ({
    dataKeyId,
    version,
    recipients: JSON.stringify(
      recipients.map(({ keyId, encapsulatedKey, sealedKey }) => ({
        keyId,
        encapsulatedKey: encapsulatedKey.toString('base64'),
        sealedKey: sealedKey.toString('base64'),
      })),
    ),
  }));
}

/** The statement that keeps, once each, the data keys that originals are sealed under. */
export const dataKeysInsert = (rows: readonly EvidenceRow[]): RawBuilder<unknown> =>
  unnestInsert({
    into: 'webhook.evidence_keys',
    columns: keyColumns,
    rows: dataKeysOf(rows),
    suffix: sql`on conflict do nothing`,
  });

/** The statement that keeps sealed originals. Their order means nothing. */
export const evidenceInsert = (
  rows: readonly EvidenceRow[],
  only: OnlyRows<EvidenceRow>,
): RawBuilder<unknown> =>
  unnestInsert({
    into: 'webhook.evidence',
    columns,
    rows,
    only,
    isOrdered: false,
    sendsSameOnce: true,
  });
