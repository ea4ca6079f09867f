import { sql } from '@riel/database';
import type { Executor, Transaction } from '@riel/database';

/** A marker as it is numbered and kept before it is written to the log. */
export interface MarkerRow {
  readonly markerNumber: number;
  readonly eventName: 'TablesActivated' | 'PeriodClosed';
  readonly eventId: string;
  /** The record's bytes, the same for every partition and every attempt. */
  readonly payload: Buffer;
  /** SHA-256 of what the marker puts into force. */
  readonly contentDigest: Buffer;
  readonly author: string;
  /** Microseconds since the epoch. */
  readonly occurredAt: number;
}

interface Row {
  readonly marker_number: number;
  readonly event_name: MarkerRow['eventName'];
  readonly event_id: string;
  readonly payload: Buffer;
  readonly content_digest: Buffer;
  readonly author: string;
  readonly occurred_at: bigint;
}

const columns = sql`marker_number, event_name, event_id, payload, content_digest, author, occurred_at`;

/** Waits until no one else numbers or writes markers; held until the transaction ends. */
export const lockMarkers = async (transaction: Transaction): Promise<void> => {
  await sql`select pg_advisory_xact_lock(hashtext('riel ledger markers'))`.execute(transaction);
};

/** The newest marker, of one name if given; null if there is none. */
export const lastMarker = async (
  executor: Executor,
  eventName: MarkerRow['eventName'] | null = null,
): Promise<MarkerRow | null> => {
  const { rows } = await sql<Row>`
    select ${columns} from ledger.markers
     where ${eventName}::text is null or event_name = ${eventName}
     order by marker_number desc limit 1
  `.execute(executor);
  return rows[0] === undefined ? null : markerOf(rows[0]);
};

/** Markers that may not have reached every partition, oldest first. */
export const unwrittenMarkers = async (executor: Executor): Promise<MarkerRow[]> => {
  const { rows } = await sql<Row>`
    select ${columns} from ledger.markers where written_at is null order by marker_number
  `.execute(executor);
  return rows.map(markerOf);
};

export const insertMarker = async (transaction: Transaction, row: MarkerRow): Promise<void> => {
  await sql`
    insert into ledger.markers (${columns})
    values (${row.markerNumber}, ${row.eventName}, ${row.eventId}, ${row.payload},
      ${row.contentDigest}, ${row.author}, ${BigInt(row.occurredAt)})
  `.execute(transaction);
};

/** Notes that every partition holds the marker. */
export const noteWritten = async (
  transaction: Transaction,
  markerNumber: number,
  writtenAt: number,
): Promise<void> => {
  await sql`
    update ledger.markers set written_at = ${BigInt(writtenAt)} where marker_number = ${markerNumber}
  `.execute(transaction);
};

const markerOf = (row: Row): MarkerRow => ({
  markerNumber: row.marker_number,
  eventName: row.event_name,
  eventId: row.event_id,
  payload: row.payload,
  contentDigest: row.content_digest,
  author: row.author,
  occurredAt: Number(row.occurred_at),
});
