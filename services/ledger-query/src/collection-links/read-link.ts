import { decodeSubject, type LinkSubject } from '@riel/books';
import { sql, type Transaction } from '@riel/database';
import { readTimeline, type Timeline } from '../timeline/read-timeline.ts';

/** A link as the ledger keeps it. Instants are microseconds. */
export interface LinkRow {
  readonly subject_key: string;
  readonly state: string;
  readonly mono_account_id: string | null;
  readonly caller: string | null;
  readonly requested_at: bigint | null;
  readonly accepted_at: bigint | null;
  readonly fact_ids: readonly bigint[];
  readonly encoded: string;
}

/** A try to pay by the link. Amounts are minor units. */
export interface IntentRow {
  readonly subject_key: string;
  readonly state: string;
  readonly amount: bigint;
  readonly settled_amount: bigint | null;
  readonly currency: string;
  readonly fees: bigint;
  readonly taxes: bigint;
  readonly final_at: bigint | null;
  readonly fact_ids: readonly bigint[];
}

/** All that the ledger holds of one link. */
export interface LinkRecord {
  readonly link: LinkRow;
  /** What was asked of it, and what Mono made of it. */
  readonly subject: LinkSubject;
  readonly intents: readonly IntentRow[];
  /** Of the link and of its intents. */
  readonly timeline: Timeline;
}

/** Reads a link with its intents; null if the ledger has not seen it yet. */
export async function readLink(
  transaction: Transaction,
  collectionLinkId: string,
): Promise<LinkRecord | null> {
  const found = await sql<LinkRow>`
    select subject_key, state, mono_account_id, caller, requested_at, accepted_at, fact_ids, encoded
    from ledger.v_subjects
    where subject_key = ${collectionLinkId} and kind = 'link'
      and partition_id in (
        select partition_id from ledger.v_partitions where topic = 'riel.collections.v1')
    `.execute(transaction);
  const link = found.rows[0];
  if (link === undefined) return null;
  const subject = decodeSubject(link.encoded);
  if (subject.type !== 'link') return null;
  const intents = await sql<IntentRow>`
    select subject_key, state, amount, settled_amount, currency, fees, taxes, final_at, fact_ids
    from ledger.v_subjects
    where collection_link_id = ${collectionLinkId} and kind = 'receipt'
    order by final_at, subject_key`.execute(transaction);
  const factIds = [link, ...intents.rows].flatMap((row) => [...row.fact_ids]);
  const timeline = await readTimeline(transaction, factIds);
  return { link, subject, intents: intents.rows, timeline };
}
