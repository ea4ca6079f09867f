import type { MarkerReader } from '../markers/read-marker-event.ts';
import type { MarkerWriterOptions } from '../markers/write-marker.ts';

/** What the routes of the admin API work with. */
export interface AdminOptions extends MarkerReader {
  readonly writer: MarkerWriterOptions;
}
