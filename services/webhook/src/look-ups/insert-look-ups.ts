import {
  column,
  unnestInsert,
  type OnlyRows,
  type RawBuilder,
  type Transaction,
} from '@riel/database';
import type { LookUpKind } from '../receipts/receipt.ts';

/** A question to Mono that waits. */
export interface LookUpRow {
  readonly lookUpId: string;
  readonly kind: LookUpKind;
  readonly objectId: string;
  readonly reason: string;
  readonly evidenceId: string | null;
  /** The fact that waits for the answer, in the wire format. */
  readonly heldEvent: Buffer | null;
  readonly createdAt: bigint;
}

const columns = [
  column('look_up_id', 'uuid', (row: LookUpRow) => row.lookUpId),
  column('kind', 'text', (row: LookUpRow) => row.kind),
  column('object_id', 'text', (row: LookUpRow) => row.objectId),
  column('reason', 'text', (row: LookUpRow) => row.reason),
  column('evidence_id', 'uuid', (row: LookUpRow) => row.evidenceId),
  column('held_event', 'bytea', (row: LookUpRow) => row.heldEvent),
  column('created_at', 'bigint', (row: LookUpRow) => row.createdAt),
  column('due_at', 'bigint', (row: LookUpRow) => row.createdAt),
];

/** The statement that notes questions to Mono; they are due at once. */
export const lookUpsInsert = <Row extends LookUpRow>(
  rows: readonly Row[],
  only?: OnlyRows<Row>,
): RawBuilder<unknown> =>
  unnestInsert({
    into: 'webhook.look_ups',
    columns,
    rows,
    ...(only === undefined ? {} : { only }),
  });

/** Notes questions to Mono; they are due at once. */
export async function insertLookUps(
  transaction: Transaction,
  rows: readonly LookUpRow[],
): Promise<void> {
  if (rows.length > 0) await lookUpsInsert(rows).execute(transaction);
}
