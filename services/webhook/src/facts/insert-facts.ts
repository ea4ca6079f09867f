import {
  column,
  sql,
  unnestInsert,
  type OnlyRows,
  type RawBuilder,
  type Transaction,
} from '@riel/database';

/** A fact that is about to be published. */
export interface FactRow {
  readonly eventId: string;
  readonly eventName: string;
  /** Mono's id of what the fact is about. */
  readonly objectId: string;
  readonly finalState: string | null;
  readonly occurredAt: bigint;
  readonly evidenceId: string | null;
  readonly recordedAt: bigint;
}

const columns = [
  column('event_id', 'uuid', (row: FactRow) => row.eventId),
  column('event_name', 'text', (row: FactRow) => row.eventName),
  column('object_id', 'text', (row: FactRow) => row.objectId),
  column('final_state', 'text', (row: FactRow) => row.finalState),
  column('occurred_at', 'bigint', (row: FactRow) => row.occurredAt),
  column('evidence_id', 'uuid', (row: FactRow) => row.evidenceId),
  column('recorded_at', 'bigint', (row: FactRow) => row.recordedAt),
];

/**
 * The statement that writes facts which nobody had written and answers with their event and evidence.
 * Rows go in by id, so that two batches with the same facts wait for each other instead of blocking each
 * other: whoever writes facts does it once in its transaction.
 */
export const factsInsert = <Row extends FactRow>(
  rows: readonly Row[],
  only?: OnlyRows<Row>,
): RawBuilder<unknown> =>
  unnestInsert({
    into: 'webhook.facts',
    columns,
    rows: rows.toSorted((left, right) => (left.eventId < right.eventId ? -1 : 1)),
    sendsSameOnce: true,
    suffix: sql`on conflict do nothing returning event_id, evidence_id`,
    ...(only === undefined ? {} : { only }),
  });

/** Writes facts and returns the ids of those that nobody had written. */
export async function insertFacts(
  transaction: Transaction,
  rows: readonly FactRow[],
): Promise<ReadonlySet<string>> {
  const { rows: inserted } = await factsInsert(rows)
    .$castTo<{ event_id: string }>()
    .execute(transaction);
  return new Set(inserted.map((row) => row.event_id));
}
