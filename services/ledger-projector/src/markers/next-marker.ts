import { eventIdOf } from '@riel/ids';
import type { Transaction } from '@riel/database';
import type { EventId, Instant } from '@riel/schemas';
import { lastMarker } from './sql/markers.ts';

/** Fields that every marker's event has. */
export interface MarkerStamp {
  readonly eventId: EventId;
  readonly occurredAt: Instant;
  readonly recordedAt: Instant;
  readonly markerNumber: number;
}

/** The common fields of the next event of the series. Called under the lock of the markers. */
export const nextMarker = async (
  transaction: Transaction,
  eventName: string,
  at: Instant,
): Promise<MarkerStamp> => {
  const markerNumber = ((await lastMarker(transaction))?.markerNumber ?? 0) + 1;
  return {
    // The time keeps markers of two databases apart that were both numbered from one.
    eventId: eventIdOf([eventName, `${markerNumber}`, `${at}`]),
    occurredAt: at,
    recordedAt: at,
    markerNumber,
  };
};
