import { formatInstant } from '@riel/runtime';
import type { Instant } from '@riel/schemas';
import { Type } from 'typebox';
import type { Static } from 'typebox';
import type { ListedMarker } from '../markers/sql/list-markers.ts';

/** Who asks, as the log keeps it. */
export const authorSchema = Type.String({
  minLength: 1,
  maxLength: 200,
  pattern: String.raw`\S`,
  description: 'Person who asks; recorded in the log',
});

export const reasonSchema = Type.String({
  minLength: 1,
  maxLength: 1_000,
  pattern: String.raw`\S`,
  description: 'Why; recorded in the log',
});

/** What every marker of the series tells of itself. */
export const markerFields = {
  markerNumber: Type.Integer({ description: 'Number in the one series of markers' }),
  author: Type.String(),
  reason: Type.Union([Type.String(), Type.Null()]),
  at: Type.String({ description: 'UTC, microseconds' }),
  written: Type.Boolean({ description: 'Whether every partition of the log holds it' }),
  readBy: Type.Integer({ description: 'Partitions that have read it' }),
  partitions: Type.Integer({ description: 'Partitions of the ledger' }),
};

const fieldsSchema = Type.Object(markerFields);

/** The common fields of an answer about a marker. */
export const markerAnswer = (
  marker: ListedMarker,
  reason: string | null,
): Static<typeof fieldsSchema> => ({
  markerNumber: marker.markerNumber,
  author: marker.author,
  reason,
  at: formatInstant(marker.occurredAt as Instant),
  written: marker.writtenAt !== null,
  readBy: marker.readBy,
  partitions: marker.partitions,
});
