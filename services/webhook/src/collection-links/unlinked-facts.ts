import {
  column,
  sql,
  unnestInsert,
  type OnlyRows,
  type RawBuilder,
  type Transaction,
} from '@riel/database';
import type { CollectionLinkId } from '@riel/schemas';

/** A published fact of an intent, of which only Mono's id of the link is known. */
export interface UnlinkedRow {
  readonly eventId: string;
  readonly monoCollectionLinkId: string;
  /** The event without an id of ours, in the wire format. */
  readonly payload: Buffer;
  readonly recordedAt: bigint;
}

const columns = [
  column('event_id', 'uuid', (row: UnlinkedRow) => row.eventId),
  column('mono_collection_link_id', 'text', (row: UnlinkedRow) => row.monoCollectionLinkId),
  column('payload', 'bytea', (row: UnlinkedRow) => row.payload),
  column('recorded_at', 'bigint', (row: UnlinkedRow) => row.recordedAt),
];

/** The statement that keeps facts for the moment in which their link turns out to be ours. */
export const unlinkedInsert = <Row extends UnlinkedRow>(
  rows: readonly Row[],
  only?: OnlyRows<Row>,
): RawBuilder<unknown> =>
  unnestInsert({
    into: 'webhook.unlinked_facts',
    columns,
    rows,
    suffix: sql`on conflict do nothing`,
    ...(only === undefined ? {} : { only }),
  });

/** Takes facts away whose link is known by now. Whoever deletes a row publishes it. */
export async function takeLinked(
  transaction: Transaction,
  factsMax: number,
): Promise<readonly { readonly payload: Buffer; readonly collectionLinkId: CollectionLinkId }[]> {
  const { rows } = await sql<{ payload: Buffer; collection_link_id: CollectionLinkId }>`
    with linked as (
      select fact.event_id, link.collection_link_id
        from webhook.unlinked_facts fact
        join webhook.collection_links link using (mono_collection_link_id)
       order by fact.event_id
       limit ${factsMax}
         for update of fact skip locked
    )
    delete from webhook.unlinked_facts fact
     using linked
     where fact.event_id = linked.event_id
    returning fact.payload, linked.collection_link_id`.execute(transaction);
  return rows.map((row) => ({
    payload: row.payload,
    collectionLinkId: row.collection_link_id,
  }));
}
