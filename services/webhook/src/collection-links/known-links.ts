import { column, sql, unnestInsert, type Executor, type Transaction } from '@riel/database';
import type { CollectionLinkId } from '@riel/schemas';

/** What the log tells of a link; null is what it has not told yet. Instants are microseconds. */
export interface KnownLink {
  readonly collectionLinkId: CollectionLinkId;
  readonly monoCollectionLinkId: string | null;
  readonly expiresAt: bigint | null;
  readonly knownAt: bigint;
  /** Set for a link that was refused: there is nothing to wait for. */
  readonly closedAt: bigint | null;
}

/** When Mono is first asked about a link. */
export interface FirstLook {
  /** After the link expired. */
  readonly closeAfterMicroseconds: bigint;
  /** After a link without an expiry became known. */
  readonly undatedMicroseconds: bigint;
}

const columns = [
  column('collection_link_id', 'uuid', (link: KnownLink) => link.collectionLinkId),
  column('mono_collection_link_id', 'text', (link: KnownLink) => link.monoCollectionLinkId),
  column('expires_at', 'bigint', (link: KnownLink) => link.expiresAt),
  column('known_at', 'bigint', (link: KnownLink) => link.knownAt),
  column('closed_at', 'bigint', (link: KnownLink) => link.closedAt),
];

/** Notes links, one row each, the first word of each kind stays; those that Mono created become due. */
export async function noteLinks(
  transaction: Transaction,
  links: readonly KnownLink[],
  first: FirstLook,
): Promise<void> {
  if (links.length === 0) return;
  const rows = links.toSorted((left, right) =>
    left.collectionLinkId < right.collectionLinkId ? -1 : 1,
  );
  await unnestInsert({
    into: 'webhook.collection_links',
    columns,
    rows,
    suffix: sql`on conflict (collection_link_id) do update
      set mono_collection_link_id =
            coalesce(collection_links.mono_collection_link_id, excluded.mono_collection_link_id),
          expires_at = coalesce(collection_links.expires_at, excluded.expires_at),
          closed_at = coalesce(collection_links.closed_at, excluded.closed_at)`,
  }).execute(transaction);
  await sql`
    update webhook.collection_links
       set due_at = coalesce(expires_at + ${first.closeAfterMicroseconds}::bigint,
                             known_at + ${first.undatedMicroseconds}::bigint)
     where collection_link_id = any(${rows.map((row) => row.collectionLinkId)}::uuid[])
       and due_at is null and closed_at is null and mono_collection_link_id is not null
  `.execute(transaction);
}

/** Which of Mono's links are ours. */
export async function readLinkIds(
  executor: Executor,
  monoCollectionLinkIds: readonly string[],
): Promise<ReadonlyMap<string, CollectionLinkId>> {
  if (monoCollectionLinkIds.length === 0) return new Map();
  const { rows } = await sql<{ mono_id: string; collection_link_id: CollectionLinkId }>`
    select mono_collection_link_id as mono_id, collection_link_id
      from webhook.collection_links
     where mono_collection_link_id = any(${[...monoCollectionLinkIds]}::text[])
  `.execute(executor);
  return new Map(rows.map((row) => [row.mono_id, row.collection_link_id]));
}
