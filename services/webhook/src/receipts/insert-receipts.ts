import { column, sql, unnestInsert, type RawBuilder } from '@riel/database';
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
 * The statement that writes distinct bodies and answers with an id of evidence for each: its own if the
 * body is new, else the one of its first delivery, whose deliveries it counts. Rows go in by digest, so
 * that two batches with the same bodies lock them in the same order.
 */
export const receiptsInsert = (rows: readonly ReceiptRow[]): RawBuilder<unknown> =>
  unnestInsert({
    into: 'webhook.receipts',
    columns,
    rows: rows.toSorted((left, right) => Buffer.compare(left.digest, right.digest)),
    sendsSameOnce: true,
    suffix: sql`on conflict (digest) do update
      set deliveries = receipts.deliveries + excluded.deliveries,
          last_received_at = greatest(receipts.last_received_at, excluded.last_received_at)
      returning evidence_id`,
  });
