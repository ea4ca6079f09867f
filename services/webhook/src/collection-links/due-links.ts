import { sql, type Executor, type Transaction } from '@riel/database';
import type { CollectionLinkId } from '@riel/schemas';

/** A link about which Mono is to be asked. */
export interface DueLink {
  readonly collectionLinkId: CollectionLinkId;
  readonly monoCollectionLinkId: string;
  /** Microseconds; null if it does not expire. */
  readonly expiresAt: bigint | null;
}

/** Takes due links for as long as the lease; an instance that dies leaves them to the next. */
export async function leaseDueLinks(
  executor: Executor,
  options: { readonly now: bigint; readonly leasedUntil: bigint; readonly linksMax: number },
): Promise<readonly DueLink[]> {
  const { rows } = await sql<{
    collection_link_id: CollectionLinkId;
    mono_collection_link_id: string;
    expires_at: bigint | null;
  }>`
    with due as (
      select collection_link_id from webhook.collection_links
       where due_at <= ${options.now}
       order by due_at
       limit ${options.linksMax}
         for update skip locked
    )
    update webhook.collection_links link
       set due_at = ${options.leasedUntil}, attempts = attempts + 1
      from due
     where link.collection_link_id = due.collection_link_id
    returning link.collection_link_id, mono_collection_link_id, expires_at`.execute(executor);
  return rows.map((row) => ({
    collectionLinkId: row.collection_link_id,
    monoCollectionLinkId: row.mono_collection_link_id,
    expiresAt: row.expires_at,
  }));
}

/** Closes a link: nobody can pay by it any more, and every try to has ended. */
export async function closeLink(
  transaction: Transaction,
  collectionLinkId: CollectionLinkId,
  closedAt: bigint,
): Promise<void> {
  await sql`
    update webhook.collection_links
       set due_at = null, closed_at = ${closedAt}, last_outcome = 'closed'
     where collection_link_id = ${collectionLinkId}`.execute(transaction);
}

/** Puts the next look at a link off. */
export async function putOffLink(
  transaction: Transaction,
  collectionLinkId: CollectionLinkId,
  until: { readonly dueAt: bigint; readonly outcome: string },
): Promise<void> {
  await sql`
    update webhook.collection_links set due_at = ${until.dueAt}, last_outcome = ${until.outcome}
     where collection_link_id = ${collectionLinkId}`.execute(transaction);
}

/** Links that have expired and are not closed, and how long ago the oldest of them expired. */
export async function countOpenLinks(
  executor: Executor,
  now: bigint,
): Promise<{ readonly expired: number; readonly oldestExpiresAt: bigint | null }> {
  const { rows } = await sql<{ expired: bigint; oldest: bigint | null }>`
    select count(*) as expired, min(expires_at) as oldest
      from webhook.collection_links
     where due_at is not null and expires_at <= ${now}`.execute(executor);
  return { expired: Number(rows[0]?.expired ?? 0n), oldestExpiresAt: rows[0]?.oldest ?? null };
}
