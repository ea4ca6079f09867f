import { column, sql, unnestInsert, type Transaction } from '@riel/database';
import type { ReceiptOutcome } from './receipt.ts';

/** One distinct body, with how often it arrived in this batch. */
export interface ReceiptRow {
  readonly digest: Buffer;
  readonly evidenceId: string;
  readonly eventType: string;
  readonly outcome: ReceiptOutcome;
  readonly eventId: string | null;
  readonly secretId: string;
  readonly signedAtSeconds: number;
  readonly receivedAt: bigint;
  readonly deliveries: number;
}

const columns = [
  column('digest', 'bytea', (row: ReceiptRow) => row.digest),
  column('evidence_id', 'uuid', (row: ReceiptRow) => row.evidenceId),
  column('event_type', 'text', (row: ReceiptRow) => row.eventType),
  column('outcome', 'text', (row: ReceiptRow) => row.outcome),
  column('event_id', 'uuid', (row: ReceiptRow) => row.eventId),
  column('secret_id', 'text', (row: ReceiptRow) => row.secretId),
  column('signed_at_seconds', 'bigint', (row: ReceiptRow) => BigInt(row.signedAtSeconds)),
  column('received_at', 'bigint', (row: ReceiptRow) => row.receivedAt),
  column('last_received_at', 'bigint', (row: ReceiptRow) => row.receivedAt),
  column('deliveries', 'integer', (row: ReceiptRow) => row.deliveries),
];

/**
 * Writes distinct bodies and returns the ids of evidence of those that are new. A body that is known
 * counts its deliveries and keeps its first evidence. Rows go in by digest, so that two batches with
 * the same bodies lock them in the same order.
 */
export async function insertReceipts(
  transaction: Transaction,
  rows: readonly ReceiptRow[],
): Promise<ReadonlySet<string>> {
  const sorted = rows.toSorted((left, right) => Buffer.compare(left.digest, right.digest));
  const { rows: answered } = await unnestInsert({
    into: 'webhook.receipts',
    columns,
    rows: sorted,
    suffix: sql`on conflict (digest) do update
      set deliveries = receipts.deliveries + excluded.deliveries,
          last_received_at = greatest(receipts.last_received_at, excluded.last_received_at)
      returning evidence_id`,
  })
    .$castTo<{ evidence_id: string }>()
    .execute(transaction);
  const mine = new Set(rows.map((row) => row.evidenceId));
  return new Set(answered.map((row) => row.evidence_id).filter((id) => mine.has(id)));
}
