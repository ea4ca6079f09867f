import type { Codec } from '@riel/avro';
import type { MarkerWriterOptions } from '../markers/write-marker.ts';
import type { BookedEventName } from '../projection/read-record.ts';

/** What the routes of the admin API work with. */
export interface AdminOptions {
  readonly writer: MarkerWriterOptions;
  /** Reads what a marker of the series says. */
  readonly codec: Pick<Codec<never, BookedEventName>, 'prepare' | 'decode'>;
}
