import type { Codec } from '@riel/avro';
import type { EventValues } from '@riel/schemas';
import { LedgerError } from '../errors.ts';
import type { BookedEventName } from '../projection/read-record.ts';
import type { MarkerRow } from './sql/markers.ts';

/** Reads what stored markers say. */
export interface MarkerReader {
  readonly codec: Pick<Codec<never, BookedEventName>, 'prepare' | 'decode'>;
}

/** The event of a stored marker of a name. Throws LedgerError RIEL_MARKER_UNREADABLE. */
export const readMarkerEvent = async <Name extends MarkerRow['eventName']>(
  { codec }: MarkerReader,
  { markerNumber, payload }: Pick<MarkerRow, 'markerNumber' | 'payload'>,
  name: Name,
): Promise<EventValues[Name]> => {
  await codec.prepare([payload]);
  const decoded = codec.decode(payload);
  if (decoded.kind === 'undecodable' || decoded.event.name !== name) {
    throw new LedgerError(
      'RIEL_MARKER_UNREADABLE',
      `the stored marker ${markerNumber} cannot be read`,
    );
  }
  return decoded.event.value as EventValues[Name];
};
