/**
 * Puts markers into the log: one numbered series, every marker in every partition of every booked
 * topic, in the order of the numbers.
 *
 * A marker is numbered and stored, with its bytes, before it goes out, and noted as written after
 * every partition has acknowledged it. Both happen under one lock. Whoever dies in between leaves a
 * stored marker that the next one writes first: a partition that has it already drops the repetition.
 */
import { hash } from 'node:crypto';
import type { Codec } from '@riel/avro';
import type { Database } from '@riel/database';
import type { Instant, TablesActivated } from '@riel/schemas';
import { nextMarker } from './next-marker.ts';
import {
  insertMarker,
  lastMarker,
  lockMarkers,
  noteWritten,
  unwrittenMarkers,
} from './sql/markers.ts';
import type { MarkerRow } from './sql/markers.ts';

/** Sends a marker's bytes to every partition of every booked topic; resolves when all have it. */
export type MarkerPublisher = (marker: MarkerRow) => Promise<void>;

export interface MarkerWriterOptions {
  /** Connected as a member of riel_projector. */
  readonly database: Database;
  readonly codec: Pick<Codec<'TablesActivated' | 'PeriodClosed'>, 'encode'>;
  readonly publish: MarkerPublisher;
  readonly now: () => Instant;
}

export interface TablesToActivate {
  /** Canonical JSON of validated tables. */
  readonly tables: string;
  readonly author: string;
  readonly reason: string | null;
}

export type Activation =
  | { readonly kind: 'activated'; readonly markerNumber: number }
  /** The newest tables are these already. */
  | { readonly kind: 'unchanged'; readonly markerNumber: number };

/** Activates tables in every partition, unless they are the newest already. */
export const activateTables = async (
  options: MarkerWriterOptions,
  { tables, author, reason }: TablesToActivate,
): Promise<Activation> => {
  const contentDigest = hash('sha256', tables, 'buffer');
  const activation = await options.database.transaction(async (transaction) => {
    await lockMarkers(transaction);
    const newest = await lastMarker(transaction, 'TablesActivated');
    if (newest?.contentDigest.equals(contentDigest) === true) {
      return { kind: 'unchanged', markerNumber: newest.markerNumber } as const;
    }
    const event: TablesActivated = {
      ...(await nextMarker(transaction, 'TablesActivated', options.now())),
      tables,
      tablesDigest: contentDigest.toString('hex'),
      author,
      reason,
    };
    const { markerNumber } = event;
    await insertMarker(transaction, {
      markerNumber,
      eventName: 'TablesActivated',
      eventId: event.eventId,
      payload: options.codec.encode('TablesActivated', event),
      contentDigest,
      author,
      occurredAt: event.occurredAt,
    });
    return { kind: 'activated', markerNumber } as const;
  });
  await writeMarkers(options);
  return activation;
};

/** Writes the markers that are stored and not yet noted as written, in order. */
export const writeMarkers = async ({
  database,
  publish,
  now,
}: Omit<MarkerWriterOptions, 'codec'>): Promise<number> =>
  database.transaction(async (transaction) => {
    await lockMarkers(transaction);
    const waiting = await unwrittenMarkers(transaction);
    for (const marker of waiting) {
      await publish(marker);
      await noteWritten(transaction, marker.markerNumber, now());
    }
    return waiting.length;
  });
