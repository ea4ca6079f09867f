import { sql } from '@riel/database';
import type { Executor } from '@riel/database';
import type { MarkerRow } from './markers.ts';

/** A marker of the series, and how far it has come. */
export interface ListedMarker {
  readonly markerNumber: number;
  readonly eventName: MarkerRow['eventName'];
  readonly payload: Buffer;
  /** SHA-256 of what it puts into force. */
  readonly contentDigest: Buffer;
  readonly author: string;
  /** Microseconds since the epoch, as all instants here. */
  readonly occurredAt: number;
  /** When every partition of the log had it; null while that is not known. */
  readonly writtenAt: number | null;
  /** Partitions that have read it. */
  readonly readBy: number;
  readonly partitions: number;
}

interface Row {
  readonly marker_number: number;
  readonly event_name: MarkerRow['eventName'];
  readonly payload: Buffer;
  readonly content_digest: Buffer;
  readonly author: string;
  readonly occurred_at: bigint;
  readonly written_at: bigint | null;
  readonly read_by: number;
  readonly partitions: number;
}

/** Markers of one name, or the one of a number, oldest first. */
export const listMarkers = async (
  executor: Executor,
  eventName: MarkerRow['eventName'],
  markerNumber: number | null = null,
): Promise<ListedMarker[]> => {
  const { rows } = await sql<Row>`
    select marker_number, event_name, payload, content_digest, author, occurred_at, written_at,
           (select count(*)::int from ledger.partitions p
             where p.marker_number >= markers.marker_number) as read_by,
           (select count(*)::int from ledger.partitions) as partitions
      from ledger.markers
     where event_name = ${eventName}
       and (${markerNumber}::integer is null or marker_number = ${markerNumber})
     order by marker_number
  `.execute(executor);
  return rows.map((row) => ({
    markerNumber: row.marker_number,
    eventName: row.event_name,
    payload: row.payload,
    contentDigest: row.content_digest,
    author: row.author,
    occurredAt: Number(row.occurred_at),
    writtenAt: row.written_at === null ? null : Number(row.written_at),
    readBy: row.read_by,
    partitions: row.partitions,
  }));
};
