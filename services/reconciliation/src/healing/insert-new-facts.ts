import { sql, unnestInsert, type Column, type Transaction } from '@riel/database';

/**
 * Notes facts that are about to be published, by the ids of their events, and returns the ids of those
 * that nobody had noted: each is published once. Rows go in by id, so that two writers never block
 * each other crosswise.
 */
export async function insertNewFacts<Row extends { readonly eventId: string }>(
  transaction: Transaction,
  insert: {
    readonly into: string;
    readonly columns: readonly Column<Row>[];
    readonly rows: readonly Row[];
  },
): Promise<ReadonlySet<string>> {
  if (insert.rows.length === 0) return new Set();
  const { rows } = await unnestInsert({
    ...insert,
    rows: insert.rows.toSorted((left, right) => (left.eventId < right.eventId ? -1 : 1)),
    suffix: sql`on conflict do nothing returning event_id`,
  })
    .$castTo<{ event_id: string }>()
    .execute(transaction);
  return new Set(rows.map((row) => row.event_id));
}
